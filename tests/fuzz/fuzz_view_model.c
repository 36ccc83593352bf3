/* tests/fuzz/fuzz_view_model.c - Any bytes as the second view's weights: refused with a reason, or written and read the same. */
#include "common/stage.h"
#include "normalize/view_model.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct view_model model, again;
	static const struct view_row row;
	struct reason why = { .step = "", .sentence = "" };
	struct text out;

	if (view_model_read(&model, slice_of(data, size), &why) < 0) {
		assert(why.sentence[0] != '\0');
		return 0;
	}
	text_init(&out, 1u << 24);
	text_add(&out, SLICE("wiremill-blocks 1\n"));
	view_model_write(&model, &out);
	assert(view_model_read(&again, text_slice(&out), &why) == 0);
	assert(view_model_score(&model, &row) == view_model_score(&again, &row));
	text_release(&out);
	return 0;
}
