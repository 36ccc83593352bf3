/* tests/fuzz/fuzz_date.c - Whatever is read as a date is one that can be written and read again. */
#include "common/date.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct moment m)
{
	char buf[MOMENT_SIZE];
	struct moment again;

	if (m.ms == TIME_UNKNOWN)
		return;
	assert(m.zone_minutes >= -14 * 60 && m.zone_minutes <= 14 * 60);
	again = moment_parse(slice_from(moment_format(buf, m)));
	assert(again.ms / 1000 == m.ms / 1000 && again.day_only == m.day_only);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct date_hints hints[] = {
		{ .zone_minutes = 0 },
		{ .zone_minutes = 420, .month_first_known = true },
		{ .zone_minutes = -600, .month_first_known = true, .month_first = true }
	};

	check(date_parse(slice_of(data, size)));
	for (size_t i = 0; i < COUNT(hints); i++)
		check(date_parse_feed(slice_of(data, size), &hints[i]));
	check(date_find(slice_of(data, size)));
	return 0;
}
