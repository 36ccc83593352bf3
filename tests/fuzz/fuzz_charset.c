/* tests/fuzz/fuzz_charset.c - any bytes under any label: valid UTF-8 without NUL comes out, and it can be composed. */
#include "common/stage.h"
#include "common/utf8.h"
#include "normalize/charset.h"
#include "normalize/nfc.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the content type. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = slice_of(data, size), content_type = SLICE(""), utf8, charset;
	struct arena *arena = arena_open(1u << 30);
	const char *because;
	struct reason why;

	slice_next_line(&bytes, &content_type);
	if (charset_decode(arena, bytes, content_type, &utf8, &charset, &because, &why) == 0) {
		assert(utf8_valid_prefix(utf8) == utf8.len);
		assert(!memchr(utf8.at, '\0', utf8.len));
		assert(slice_equal(charset_of_label(charset), charset));
		utf8 = nfc_normalise(arena, utf8);
		assert(utf8_valid_prefix(utf8) == utf8.len);
	}
	arena_close(arena);
	return 0;
}
