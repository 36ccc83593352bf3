/* enrich/json_text.h
 *
 * json_text - JSON written straight into a text, keys in the order they are asked for: put_string() and so on.
 *
 * The writer puts the commas; an empty value leaves its key out, so a document has no empty strings.
 */
#ifndef ENRICH_JSON_TEXT_H
#define ENRICH_JSON_TEXT_H

#include "common/text.h"

void put_open(struct text *out, char bracket);  /* '{' or '[', as the next element */
void put_close(struct text *out, char bracket); /* '}' or ']' */

/* "name": and an opening bracket. */
void put_open_at(struct text *out, const char *name, char bracket);

void put_string(struct text *out, const char *name, struct slice value); /* nothing if value is empty */
void put_text(struct text *out, const char *name, struct slice value);   /* the same, even if it is empty */
void put_element(struct text *out, struct slice value);                  /* a string, as the next element of a list */
void put_number(struct text *out, const char *name, int64_t value);
void put_bool(struct text *out, const char *name, bool value);

/* "name": and bytes that are JSON already; line ends in them become spaces.  Nothing if empty. */
void put_raw(struct text *out, const char *name, struct slice json);

#endif
