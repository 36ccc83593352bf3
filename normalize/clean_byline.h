/* normalize/clean_byline.h
 *
 * byline - the people who wrote an article, free of labels, dates, addresses, posts and the name of the site.
 */
#ifndef NORMALIZE_CLEAN_BYLINE_H
#define NORMALIZE_CLEAN_BYLINE_H

#include "common/article.h"

/* The names in s, in their order and each once: "By Anna Rossi (aro) and Bob Lee in Rome | 5 March 2024" has Anna Rossi
 * and Bob Lee.  Line ends part names as commas do.  A degree stays with its name: "Eva Li, Ph.D.".  An agency is no name:
 * the first one goes to *agency (which may be NULL).  At most 40. */
struct names byline_names(struct arena *arena, struct slice s, struct slice site_name, struct slice *agency);

/* The same joined by ", "; empty if s names nobody: an address, a handle, the site itself. */
struct slice byline_clean(struct arena *arena, struct slice s, struct slice site_name);

/* Names joined by ", ". */
struct slice names_join(struct arena *arena, const struct names *names);

/* One more, unless it is empty or there already. */
void names_add(struct arena *arena, struct names *names, struct slice name);

#endif
