/* enrich/enrich.c - clean article in, finished document out: the steps in order. */
#include "enrich/enrich.h"
#include "common/die.h"
#include "common/language.h"

#include <stdlib.h>

/* A title and a body of the greatest length, in tokens of one letter, and the document made of them. */
#define ARENA_CEILING_BYTES (512u << 20)

static enum outcome text_tokenise(struct story *s, struct reason *why)
{
	const struct article *a = s->article;

	if (a->body.len > ENRICH_MAX_BODY_BYTES)
		return dead(why, "a text of %zu bytes is no news article; the most is %u", a->body.len,
			    ENRICH_MAX_BODY_BYTES);
	if (a->title.len > ENRICH_MAX_TITLE_BYTES)
		return dead(why, "a title of %zu bytes; the most is %u", a->title.len, ENRICH_MAX_TITLE_BYTES);
	if (slice_empty(slice_trim(a->body)))
		return drop(why, "no text");
	tokens_read(&s->title, s->arena, a->title);
	tokens_read(&s->body, s->arena, a->body);
	return FORWARD;
}

/* Text that no one has looked at yet: "wiremill enrich FILE.txt". */
static enum outcome language_fill(struct story *s, struct reason *why)
{
	struct article *a = s->article;

	(void)why;
	if (slice_empty(a->language))
		a->language = language_detect(s->arena, a->body, SLICE(""));
	return FORWARD;
}

static const struct {
	const char *name;
	enum outcome (*run)(struct story *s, struct reason *why);
} steps[] = {
	/* each reads what those above it found */
	{ "tokenise", text_tokenise },  /* text -> words */
	{ "language", language_fill },  /* text -> BCP 47 tag, if there is none yet */
	{ "places", places_mark },      /* words -> places, linked */
	{ "dates", dates_mark },        /* words -> explicit dates */
	{ "sectors", sectors_mark },    /* words -> sectors of cooperation */
	{ "document", document_write }, /* all of it -> one line of JSON, the new body */
};

static void *enrich_open(void)
{
	struct knowledge *k = xmalloc(sizeof *k);

	*k = (struct knowledge){ gazetteer_open(), cues_open(), lexicon_open(), { 0 } };
	text_init(&k->line, ARTICLE_MAX_BODY_BYTES);
	return k;
}

static void enrich_close(void *state)
{
	struct knowledge *k = state;

	gazetteer_close(k->gazetteer);
	cues_close(k->cues);
	lexicon_close(k->lexicon);
	text_release(&k->line);
	free(k);
}

static enum outcome enrich(struct article *a, void *state, struct reason *why)
{
	struct story story = { .article = a, .knowledge = state, .arena = a->arena };
	enum outcome outcome = FORWARD;

	for (size_t i = 0; i < COUNT(steps) && outcome == FORWARD; i++) {
		why->step = steps[i].name;
		outcome = steps[i].run(&story, why);
	}
	return outcome;
}

static void enrich_print(const struct article *a, void *state, enum outcome outcome, const struct reason *why,
			 struct text *out)
{
	(void)state;
	(void)why;
	if (outcome == FORWARD)
		text_add(out, a->body);
}

const struct stage enrich_stage = {
	.name = "enrich",
	.summary = "Makes a finished document (ninjs 3.1) of a clean article: places, dates, sectors.",
	.arena_ceiling_bytes = ARENA_CEILING_BYTES,
	.open = enrich_open,
	.run = enrich,
	.close = enrich_close,
	.print = enrich_print,
};
