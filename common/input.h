/* common/input.h
 *
 * input - articles from a file: .html .htm .txt .md hold one, .jsonl one a line; each may be gzipped (.gz).
 *
 * A line of .jsonl is a JSON object: article metadata as common/article.h names it (all optional) and the
 * text in `body`; or the page in `html` or `text`.  "-" is standard input; its kind is asked of the first
 * byte ('{' lines of JSON, '<' HTML, else text).
 */
#ifndef COMMON_INPUT_H
#define COMMON_INPUT_H

#include "common/article.h"
#include "common/stage.h"

struct input;

/* Returns the input, to input_close(); or NULL and errno (EINVAL: there, but no suffix that we read). */
struct input *input_open(const char *path);
void input_close(struct input *in);

/* True for a name that input_open reads. */
bool input_suffix(struct slice name);

/* The next article into *a, initialised, with arena.  `a->seq` is its byte offset in the uncompressed file,
 * source_file the file's name ("x.jsonl#7" is line 7, unless the line names one), id made from its URL or
 * from `id_name`/source_file.  Returns 1; 0 at the end; -1 and a sentence for a bad one (over
 * ARTICLE_MAX_BODY_BYTES, no JSON, cut short), after which the next call goes on behind it, or says 0 if it
 * cannot. */
int input_next(struct input *in, struct slice id_name, struct article *a, struct reason *why);

/* Skip what starts before `offset`, so that a run can go on where it stopped. */
void input_skip_to(struct input *in, int64_t offset);

/* Bytes of the file, as it is on disk, that were read so far: for progress. */
int64_t input_position(const struct input *in);

#endif
