/* ingest/moved.c - permanent redirects, believed after a while. */
#include "ingest/moved.h"

bool moved_see(struct moved *m, struct slice url, int64_t now_ms)
{
	if (slice_empty(url) || !slice_equal(url, m->url) || m->first_ms > now_ms)
		*m = (struct moved){ .url = url, .first_ms = now_ms };
	if (slice_empty(url))
		return false;
	m->times++;
	if (m->times < MOVED_TIMES || now_ms - m->first_ms < MOVED_OVER_MS)
		return false;
	*m = (struct moved){ .url = SLICE("") };
	return true;
}
