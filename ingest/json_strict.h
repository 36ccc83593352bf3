/* ingest/json_strict.h
 *
 * json_strict - JSON as the web has it, made what jansson takes without harm.
 *
 * Repaired: bytes that are no UTF-8 (as xml_to_utf8() does), control characters within strings, halves of surrogate
 * pairs, commas before a closing bracket, what is not ASCII outside strings; numbers that fit no type become strings of
 * their digits.  What is broken beyond that jansson refuses with a sentence.  Refused here: so many values that the tree
 * of them would fill the memory (a "{}" of two bytes takes some 200).  The depth is jansson's to check (2,048).  Linear
 * time, unlike normalize's json_repair(), which guesses where quotes are missing in the few lines of a page's JSON-LD.
 */
#ifndef INGEST_JSON_STRICT_H
#define INGEST_JSON_STRICT_H

#include "common/stage.h"
#include "common/text.h"

#define JSON_MAX_VALUES 500000

/* Into `out`, which is empty and whose ceiling bounds it.  Returns 0; or -1 and a sentence: too many values, too long. */
int json_strict(struct slice bytes, struct text *out, struct reason *why);

#endif
