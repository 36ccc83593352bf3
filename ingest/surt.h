/* ingest/surt.h
 *
 * surt - the key that archives sort URLs by: "http://www.Example.com:80/b/?z=1&a=2#top" is "com,example)/b?a=2&z=1".
 */
#ifndef INGEST_SURT_H
#define INGEST_SURT_H

#include "common/slice.h"
#include "common/text.h"

/* Append the key of `url`: host reversed (addresses too, as all tools have it) without "www.", "www2."; no scheme, user,
 * default port, fragment; path with its dot segments resolved and without a slash at its end; parameters sorted; escapes
 * undone as often as there are any, then made once; all in lower case.  Session ids stay.  What has no host is only
 * escaped and lowered. */
void surt_add(struct text *out, struct slice url);

#endif
