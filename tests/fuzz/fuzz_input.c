/* tests/fuzz/fuzz_input.c - any bytes on standard input read as articles; and the same again from the middle one on. */
#include "common/input.h"

#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns how many answers there are, and the place of number `wanted`. */
static size_t read_all(int64_t skip_to, size_t wanted, int64_t *place)
{
	struct arena *arena = arena_open(512u << 20);
	struct input *in;
	size_t n = 0;
	int got;

	lseek(STDIN_FILENO, 0, SEEK_SET);
	in = input_open("-");
	assert(in);
	input_skip_to(in, skip_to);
	for (;;) {
		struct reason why;
		struct article a;

		arena_reset(arena);
		article_init(&a, arena);
		got = input_next(in, SLICE(""), &a, &why);
		if (got == 0)
			break;
		assert(a.id.len > 0 && a.seq >= skip_to);
		if (n++ == wanted)
			*place = a.seq;
	}
	input_close(in);
	arena_close(arena);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	int64_t place = 0;
	size_t n;

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	assert(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	close(fd);
	n = read_all(0, 0, &place);
	if (n > 1) {
		size_t middle = n / 2;

		read_all(0, middle, &place);
		assert(read_all(place, 0, &place) == n - middle);
	}
	return 0;
}
