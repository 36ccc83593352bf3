/* common/content_type.c - takes Content-Type values apart. */
#include "common/content_type.h"

struct slice content_type_media(struct slice value)
{
	return slice_trim(slice_before(slice_before(value, ';'), ','));
}

struct slice content_type_charset(struct slice value)
{
	struct slice parameter, rest = slice_after(value, ';');

	while (slice_next(&rest, ';', &parameter))
		if (slice_equal_nocase(slice_trim(slice_before(parameter, '=')), SLICE("charset")))
			return slice_trim(slice_unquote(slice_trim(slice_after(parameter, '='))));
	return SLICE("");
}
