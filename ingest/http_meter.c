/* ingest/http_meter.c - a chain of decoders, one for each coding, the last feeding nothing. */
#include "ingest/http_meter.h"
#include "common/die.h"
#include "ingest/http_decoder.h"
#include "ingest/http_message.h"

#include <stdlib.h>

#define BEGIN_BYTES  ((size_t)4) /* the longest mark a coding is known by */
#define WINDOW_BYTES ((size_t)32 << 10)

struct step {
	enum http_coding coding;
	struct http_decoder *decoder;
	char begin[BEGIN_BYTES]; /* held back until a decoder can be chosen by them */
	size_t nbegin;
	uint64_t made;
	char window[WINDOW_BYTES];
};

struct http_meter {
	uint64_t limit_bytes;
	bool idle; /* no further bytes can count */
	size_t n;
	struct step step[HTTP_MAX_CODINGS];
};

struct http_meter *http_meter_open(struct slice content_encoding, uint64_t limit_bytes)
{
	struct http_meter *m = NULL;
	enum http_coding coding;

	for (int i = 0; i < HTTP_MAX_CODINGS && content_encoding.len > 0; i++) {
		coding = http_coding_of(http_last_coding(&content_encoding));
		if (coding == HTTP_UNREGISTERED)
			continue;
		if (coding == HTTP_FOREIGN)
			break;
		if (!m) {
			m = xmalloc(sizeof *m);
			m->limit_bytes = limit_bytes;
			m->idle = false;
			m->n = 0;
		}
		m->step[m->n].decoder = NULL;
		m->step[m->n].nbegin = 0;
		m->step[m->n].made = 0;
		m->step[m->n++].coding = coding;
	}
	return m;
}

void http_meter_close(struct http_meter *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		http_decoder_close(m->step[i].decoder);
	free(m);
}

/* Choose the decoder of a step, once its first bytes are there; *piece loses those.  False while they are not, or when
 * there is none for them. */
static bool begin(struct http_meter *m, struct step *s, struct slice *piece)
{
	struct slice head = slice_head(*piece, BEGIN_BYTES - s->nbegin);

	memcpy(s->begin + s->nbegin, head.at, head.len);
	s->nbegin += head.len;
	*piece = slice_skip(*piece, head.len);
	if (s->nbegin < BEGIN_BYTES)
		return false;
	s->decoder = http_decoder_open(s->coding, slice_of(s->begin, s->nbegin));
	m->idle |= !s->decoder;
	return s->decoder != NULL;
}

static void feed(struct http_meter *m, size_t k, struct slice piece);

/* Run step k over `piece`, and give what it makes to the next; as deep as there are codings. */
static void run(struct http_meter *m, size_t k, struct slice piece)
{
	struct step *s = &m->step[k];
	enum decoder_result result = DECODER_FULL;
	size_t made;

	while (result == DECODER_FULL && !m->idle) {
		result = http_decoder_run(s->decoder, &piece, s->window, WINDOW_BYTES, &made);
		s->made += made;
		m->idle |= result == DECODER_DAMAGED || s->made > m->limit_bytes;
		feed(m, k + 1, slice_of(s->window, made));
	}
}

static void feed(struct http_meter *m, size_t k, struct slice piece)
{
	if (k == m->n || m->idle)
		return;
	if (!m->step[k].decoder) {
		if (!begin(m, &m->step[k], &piece))
			return;
		run(m, k, slice_of(m->step[k].begin, BEGIN_BYTES));
	}
	if (piece.len)
		run(m, k, piece);
}

static bool is_over(const struct http_meter *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->step[i].made > m->limit_bytes)
			return true;
	return false;
}

bool http_meter_add(struct http_meter *m, struct slice piece)
{
	feed(m, 0, piece);
	return !is_over(m);
}
