/* normalize/json_tree.h
 *
 * json_tree - JSON (RFC 8259) as a flat array of values in the arena: for a page's JSON-LD, of which little is asked.
 *
 * A value is followed by all that is in it.  jansson took a tenth of the time of a page: it makes a table of each object,
 * and a copy of each string.  Members come in their order; of two with the same name the later one is got.
 */
#ifndef NORMALIZE_JSON_TREE_H
#define NORMALIZE_JSON_TREE_H

#include "common/arena.h"
#include "common/slice.h"

#define JSON_DEPTH_MAX  2048
#define JSON_VALUES_MAX (1u << 17) /* of 48 bytes */

enum json_kind { JSON_KIND_OBJECT, JSON_KIND_ARRAY, JSON_KIND_STRING, JSON_KIND_OTHER };

struct json {
	enum json_kind kind;
	uint32_t size;     /* of the tree: itself and all that is in it, one behind the other */
	uint32_t parent;   /* its place in the array; of the outermost, 0 */
	struct slice name; /* of a member of an object, unescaped */
	struct slice text; /* of a string, unescaped; of numbers, true, false and null as written */
};

/* The object or array that s, valid UTF-8, is; NULL if it is none, deeper than JSON_DEPTH_MAX, or of more than
 * JSON_VALUES_MAX values.  White space around it is skipped; anything may follow it if `followed`.  Slices point into s,
 * or into the arena where there were escapes. */
const struct json *json_tree_parse(struct arena *arena, struct slice s, bool followed);

/* All of these take NULL for a value that is not there. */
bool json_tree_is(const struct json *v, enum json_kind kind);
struct slice json_tree_string(const struct json *v); /* empty for what is no string */

/* The member of that name; NULL if there is none, or v is no object. */
const struct json *json_tree_get(const struct json *v, const char *name);

/* The values in an object or array, in turn: `for (e = json_tree_first(v); e; e = json_tree_next(v, e))`. */
const struct json *json_tree_first(const struct json *v);
const struct json *json_tree_next(const struct json *v, const struct json *e);

#endif
