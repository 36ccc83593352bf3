/* enrich/json.h
 *
 * json - JSON written straight into a text, keys in the order they are asked for.
 *
 * The writer puts the commas; an empty value leaves its key out, so a document has no empty strings.
 */
#ifndef ENRICH_JSON_H
#define ENRICH_JSON_H

#include "common/text.h"

void json_open(struct text *out, char bracket);  /* '{' or '[', as the next element */
void json_close(struct text *out, char bracket); /* '}' or ']' */

/* "name": and an opening bracket. */
void json_open_at(struct text *out, const char *name, char bracket);

void json_string(struct text *out, const char *name, struct slice value); /* nothing if value is empty */
void json_text(struct text *out, const char *name, struct slice value);   /* the same, even if it is empty */
void json_number(struct text *out, const char *name, int64_t value);
void json_bool(struct text *out, const char *name, bool value);

/* "name": and bytes that are JSON already; line ends in them become spaces.  Nothing if empty. */
void json_raw(struct text *out, const char *name, struct slice json);

#endif
