/* ingest/outage.c - is it our own network that fails? */
#include "ingest/outage.h"

/* Where this host is noted: its own place, a new one, or that of the host asked longest ago. */
static struct outage_host *place_of(struct outage *o, uint64_t name_hash)
{
	struct outage_host *oldest = &o->host[0];

	for (size_t i = 0; i < o->n; i++) {
		if (o->host[i].name_hash == name_hash)
			return &o->host[i];
		if (o->host[i].at_ms < oldest->at_ms)
			oldest = &o->host[i];
	}
	return o->n < OUTAGE_HOSTS ? &o->host[o->n++] : oldest;
}

bool outage_note(struct outage *o, struct slice host, bool failed, int64_t now_ms)
{
	uint64_t name_hash = slice_hash(host); /* two hosts taken for one only make the evidence weaker */
	size_t recent = 0, bad = 0;
	bool on;

	*place_of(o, name_hash) = (struct outage_host){ name_hash, now_ms, failed };
	for (size_t i = 0; i < o->n; i++)
		if (o->host[i].at_ms > now_ms - OUTAGE_WINDOW_MS) {
			recent++;
			bad += o->host[i].failed;
		}
	on = o->on ? 2 * bad >= recent : recent >= OUTAGE_LEAST && 4 * bad >= 3 * recent;
	if (on == o->on)
		return false;
	o->on = on;
	o->since_ms = now_ms;
	return true;
}
