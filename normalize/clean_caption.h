/* normalize/clean_caption.h
 *
 * caption - tells a picture's credit from its caption, and both from the article: "(Ảnh: X)", "Photo: VNA",
 * "Foto ANSA", "/ Photo by X".
 */
#ifndef NORMALIZE_CLEAN_CAPTION_H
#define NORMALIZE_CLEAN_CAPTION_H

#include "common/article.h"

struct credit {
	size_t begin, end; /* of the whole expression in the line, brackets and the words before the name included */
	struct slice name; /* "VNA"; empty for "(Illustrative photo)" */
};

/* The first credit in a line.  False if there is none. */
bool credit_find(struct slice line, struct credit *credit);

/* A caption's text and credit; without a credit all is text. */
struct caption caption_split(struct slice line);

/* Does the line point at a place in a picture: "(L)", "(phải)", "(a destra)"? */
bool caption_points(struct slice line);

#endif
