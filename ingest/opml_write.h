/* ingest/opml_write.h
 *
 * opml_write - lists of feeds, written: OPML 2.0 made of other lists, and one feed put into a list.
 *
 * A list is changed where it stands, tag by tag; what is not changed is kept byte for byte: folders, order, head, comments,
 * attributes and elements of whatever name.  A list that is not well-formed in UTF-8 is written from its repaired text
 * (xml.h), which is without comments and processing instructions; nothing is ever put into such a one.
 *
 * Turned down: libxml2's tree.  It writes every attribute and every line end in its own way, so that one feed more would
 * change the whole file.
 */
#ifndef INGEST_OPML_WRITE_H
#define INGEST_OPML_WRITE_H

#include "common/text.h"
#include "ingest/opml.h"

#define OPML_MAX_BYTES (128u << 20) /* a ceiling for what opml_export() writes */

struct opml_source {
	struct slice bytes;
	const struct opml
		*list; /* what opml_read() made of them; url and title of its feeds may have been changed since */
};

/* Append one OPML 2.0 document with all outlines of all sources, in order.  The head is that of the first source, if that is
 * OPML; a plain list gives an outline for each of its feeds.  Each feed has its URL in `xmlUrl`, a `text` and a `type`. */
void opml_export(struct text *out, const struct opml_source *source, size_t nsources);

/* Append the outline of a feed. */
void opml_add_outline(struct text *out, const struct opml_feed *feed);

/* Append a copy of the list with one feed more: the last one in `folder` ("Europe/Italy"; empty: none), which is made if the
 * list has no such folder.  Returns 0; or -1 and why this list cannot be changed. */
int opml_insert(struct text *out, const struct opml_source *source, struct slice folder, const struct opml_feed *feed,
		struct reason *why);

#endif
