/* enrich/places.c - which words of an article name a place, and which place.
 *
 * Names are many and ambiguous, so a name alone is not enough: how it is written, what stands beside it, how important
 * the place is and which countries the article is about decide together.  In doubt a name is left out.
 */
#include "enrich/candidates.h"
#include "enrich/enrich.h"

/* Places that need no support by the words around them, ones that need some, ones that need much. */
enum standing { STRONG, MIDDLING, SLIGHT };

static bool at_home(const struct place *p)
{
	return slice_equal(p->country, SLICE("VN")) || slice_equal(p->country, SLICE("IT"));
}

static enum standing candidate_standing(const struct scene *s, const struct candidate *c)
{
	const struct place *p = c->place == PLACE_NONE ? NULL : &s->gazetteer->place[c->place];

	if (!p)
		return SLIGHT;
	if (p->kind == PLACE_COUNTRY || p->kind == PLACE_CONTINENT || p->kind == PLACE_REGION ||
	    !slice_empty(p->wikidata))
		return STRONG;
	if (c->flags)
		return p->kind != PLACE_CITY || c->rank >= 400 ? MIDDLING : SLIGHT;
	if (p->kind == PLACE_ADMIN1 || c->rank >= 550 || (at_home(p) && c->rank >= 300))
		return STRONG;
	return c->rank >= 400 || at_home(p) ? MIDDLING : SLIGHT;
}

static bool is_place(const struct scene *s, size_t token)
{
	return s->covering[token] && s->at[s->covering[token] - 1].verdict != REJECTED;
}

static bool is_country(const struct scene *s, const struct candidate *c)
{
	return c->place != PLACE_NONE && s->gazetteer->place[c->place].kind <= PLACE_COUNTRY;
}

/* Does the name go on to the left: an unknown capitalised word just before it? */
static bool runs_on_left(const struct scene *s, const struct candidate *c)
{
	const struct tokens *t = s->tokens;
	size_t i = c->first;

	if (i && s->cues.before[i] & CUE_COMPASS && t->at[i - 1].flags & TOKEN_CAPITAL && t->at[i].gap == GAP_SPACE)
		return !is_country(s, c);
	if (!i || t->at[i].gap != GAP_SPACE || !(t->at[i - 1].flags & TOKEN_CAPITAL) || t->at[i].flags & TOKEN_TITLED)
		return false;
	if (is_place(s, i - 1) || s->cues.before[i])
		return false;
	return !(t->at[i - 1].flags & TOKEN_FIRST) || gazetteer_person(s->gazetteer, t, i - 1);
}

static bool runs_on_right(const struct scene *s, const struct candidate *c)
{
	const struct tokens *t = s->tokens;
	size_t i = c->end;

	if (i >= t->n || t->at[i].gap != GAP_SPACE || !(t->at[i].flags & TOKEN_CAPITAL) ||
	    t->at[i].flags & TOKEN_TITLED)
		return false;
	if (is_place(s, i))
		return c->flags && s->at[s->covering[i] - 1].flags; /* "Đức Anh": two such words are a name */
	return !s->cues.at[i];
}

static bool accepted_before(const struct scene *s, size_t end)
{
	return end && s->covering[end - 1] && s->at[s->covering[end - 1] - 1].verdict == ACCEPTED;
}

/* Named in one breath with a place: "Lazio, Rome and Hanoi". */
static bool coordinated(const struct scene *s, const struct candidate *c)
{
	const struct tokens *t = s->tokens;
	uint8_t gap = t->at[c->first].gap;

	if (gap == GAP_COMMA || gap == GAP_HYPHEN || gap == GAP_DASH)
		return accepted_before(s, c->first);
	return c->first > 1 && gap == GAP_SPACE && s->cues.before[c->first] & CUE_LINK &&
	       accepted_before(s, c->first - 1);
}

static bool designated(const struct scene *s, const struct candidate *c)
{
	const uint32_t before = CUE_CITY_BEFORE | CUE_ADMIN_BEFORE | CUE_COUNTRY_BEFORE;

	return s->cues.before[c->first] & before || s->cues.at[c->end] & (CUE_CITY_AFTER | CUE_ADMIN_AFTER);
}

/* What the words around a name say for it: "of X" is said of people too, "in X" and "the city of X" are not. */
enum support { UNSUPPORTED, SUPPORTED, WELL_SUPPORTED };

static enum support support_of(const struct scene *s, const struct candidate *c)
{
	uint32_t before = s->cues.before[c->first];

	if (designated(s, c) || before & CUE_IN_COUNTRY || coordinated(s, c))
		return WELL_SUPPORTED;
	if (c->place != PLACE_NONE && candidate_parent_follows(s, c, &s->gazetteer->place[c->place]))
		return WELL_SUPPORTED;
	return before & (CUE_LOCATIVE | CUE_DIRECTION) ? SUPPORTED : UNSUPPORTED;
}

/* "NHẬN Ý KIẾN", "JOIN US": where all is in capitals, capitals say nothing. */
static bool shouted(const struct scene *s, const struct candidate *c)
{
	const struct tokens *t = s->tokens;
	const struct token *token = &t->at[c->first];
	bool before = c->first && token->gap == GAP_SPACE && token[-1].flags & TOKEN_UPPER;
	bool after = c->end < t->n && t->at[c->end].gap == GAP_SPACE && t->at[c->end].flags & TOKEN_UPPER;

	return (before || after) && token->flags & TOKEN_TITLED && c->end - c->first == 1 &&
	       (c->flags || token->cp_end - token->cp_begin <= 3);
}

/* "via Cagliari", "Piazza Venezia"; but in English "via Rome" is the way there. */
static bool street(const struct scene *s, const struct candidate *c)
{
	const struct tokens *t = s->tokens;
	size_t i = c->first;

	return s->cues.before[i] & CUE_STREET_BEFORE && t->at[i].gap == GAP_SPACE && c->place != PLACE_NONE &&
	       at_home(&s->gazetteer->place[c->place]) && (s->italian || t->at[i - 1].flags & TOKEN_CAPITAL);
}

/* "US$6 million" */
static bool currency(const struct scene *s, const struct candidate *c)
{
	size_t end = s->tokens->at[c->end - 1].end;

	return end < s->tokens->text.len && s->tokens->text.at[end] == '$';
}

static bool country_seen(const struct scene *s, const struct candidate *c)
{
	const struct gazetteer *g = s->gazetteer;

	for (uint32_t i = c->meaning->name; i != PLACE_NONE; i = g->name[i].next) {
		uint32_t country = g->place[g->name[i].place].country_row;

		if (country != PLACE_NONE && s->country_seen[country])
			return true;
	}
	return false;
}

static enum verdict judge_unsupported(const struct scene *s, const struct candidate *c, enum standing standing)
{
	const struct token *token = &s->tokens->at[c->first];

	if (s->match && !is_country(s, c))
		return WEAK;
	if (c->flags & NAME_WORD && token->flags & (TOKEN_FIRST | TOKEN_TITLED))
		return WEAK;
	if (standing != STRONG && token->flags & TOKEN_TITLED)
		return WEAK;
	if (standing == STRONG)
		return ACCEPTED;
	return standing == MIDDLING && country_seen(s, c) ? ACCEPTED : WEAK;
}

/* Is a capitalised word after the name more likely part of it than a word of its own? */
static bool taken_on_right(const struct scene *s, const struct candidate *c, enum standing standing,
			   enum support support)
{
	if (!runs_on_right(s, c))
		return false;
	if (standing != STRONG)
		return support != WELL_SUPPORTED;
	return support == UNSUPPORTED && (c->flags || !(s->vietnamese || is_country(s, c)));
}

static enum verdict candidate_judge(const struct scene *s, struct candidate *c)
{
	enum standing standing = candidate_standing(s, c);
	enum support support = support_of(s, c);
	uint32_t before = s->cues.before[c->first];

	c->doubtful = support != WELL_SUPPORTED && !is_country(s, c);
	if (before & CUE_PEOPLE && s->tokens->at[c->first].gap == GAP_SPACE)
		return DEMONYM;
	if ((before & CUE_PERSON && !(before & CUE_LOCATIVE)) || runs_on_left(s, c) || shouted(s, c) || street(s, c) ||
	    currency(s, c) || taken_on_right(s, c, standing, support))
		return REJECTED;
	if (support == UNSUPPORTED)
		return judge_unsupported(s, c, standing);
	if (standing != SLIGHT || designated(s, c))
		return ACCEPTED;
	return support == WELL_SUPPORTED && country_seen(s, c) ? ACCEPTED : WEAK;
}

static void note_country(struct scene *s, uint32_t place)
{
	if (place != PLACE_NONE && s->gazetteer->place[place].country_row != PLACE_NONE)
		s->country_seen[s->gazetteer->place[place].country_row] = 1;
}

/* The countries that a text names without doubt. */
static void note_countries(struct scene *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct candidate *c = &s->at[i];
		uint32_t name = c->meaning->name;

		if (c->verdict == DEMONYM)
			note_country(s, c->meaning->demonym);
		else if (c->verdict != REJECTED && !c->flags &&
			 s->gazetteer->place[s->gazetteer->name[name].place].kind == PLACE_COUNTRY)
			note_country(s, s->gazetteer->name[name].place);
	}
}

static void judge_all(struct scene *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct candidate *c = &s->at[i];

		if (c->verdict != UNDECIDED)
			continue;
		candidate_link(s, c);
		c->verdict = candidate_judge(s, c);
		if (c->verdict == ACCEPTED)
			note_country(s, c->place);
	}
}

enum { SURE = 1, PERSON = 2 };

/* What the clear cases say of the others: a weak name counts if the text names the same place clearly elsewhere, a
 * doubtful one does not if the text has it as part of a person's name: "Anna Bergamo", then "Bergamo said". */
static void confirm(struct scene *s)
{
	uint8_t *known = arena_new(s->arena, uint8_t, phrases_count(s->gazetteer->phrases));

	for (size_t i = 0; i < s->n; i++) {
		const struct candidate *c = &s->at[i];

		if (c->verdict == ACCEPTED && !c->doubtful)
			known[c->meaning - s->gazetteer->meaning] |= SURE;
		else if (c->verdict == REJECTED && runs_on_left(s, c))
			known[c->meaning - s->gazetteer->meaning] |= PERSON;
	}
	for (size_t i = 0; i < s->n; i++) {
		struct candidate *c = &s->at[i];
		uint8_t is = known[c->meaning - s->gazetteer->meaning];

		if (c->verdict == WEAK)
			c->verdict = is & SURE ? ACCEPTED : REJECTED;
		else if (c->verdict == ACCEPTED && c->doubtful && is == PERSON)
			c->verdict = REJECTED;
	}
}

static void scene_read(struct scene *s, uint8_t *inside)
{
	candidates_find(s);
	note_countries(s);
	bodies_mark(s, inside);
	judge_all(s);
	confirm(s);
}

/* The end of a run of capitalised words from token i that a designator introduces; i if there is none. */
static size_t designated_run(const struct scene *s, size_t i)
{
	const uint32_t designators = CUE_CITY_BEFORE | CUE_ADMIN_BEFORE | CUE_DISTRICT_BEFORE;
	const struct tokens *t = s->tokens;
	size_t end = i;

	for (; end < t->n && end < i + 4 && t->at[end].gap == GAP_SPACE; end++) {
		uint8_t flags = t->at[end].flags;

		if (!(flags & TOKEN_CAPITAL) || flags & (TOKEN_UPPER | TOKEN_TITLED) ||
		    s->cues.at[end] & (end == i ? ~0u : designators))
			break;
	}
	return end;
}

/* "hồ Tây" is a lake, "Hồ Xuân Hương" a person. */
static bool designator_written(const struct scene *s, size_t i)
{
	const struct token *token = &s->tokens->at[i];

	if (!(token->flags & TOKEN_CAPITAL))
		return true;
	return token->flags & TOKEN_FIRST && !gazetteer_person(s->gazetteer, s->tokens, i);
}

/* Does a designator that makes a place of any name end before token i? */
static bool designator_before(const struct scene *s, size_t i)
{
	uint32_t before = s->cues.before[i];

	if (before & (CUE_DISTRICT_BEFORE | CUE_FEATURE_BEFORE))
		return s->vietnamese && designator_written(s, i - 1);
	if (!(before & (CUE_CITY_BEFORE | CUE_ADMIN_BEFORE)))
		return false;
	return s->vietnamese || (i > 1 && s->cues.len[i - 2] == 2); /* "city of", not "city" */
}

/* "chủ tịch xã Bùi Văn Luyến" is a person, of three words or more and a known surname. */
static bool run_is_person(const struct scene *s, size_t first, size_t end)
{
	return end - first >= 3 && gazetteer_person(s->gazetteer, s->tokens, first);
}

/* Entities by place, or by name where the place is unknown; open addressing. */
struct index {
	uint32_t *slot; /* entity + 1 */
	size_t mask;
};

static uint32_t entity_of(struct story *story, struct index *index, uint32_t place, struct slice name, int confidence)
{
	size_t i = (place == PLACE_NONE ? (size_t)slice_hash(name) : (size_t)place * 2654435761u) & index->mask;

	for (; index->slot[i]; i = (i + 1) & index->mask) {
		const struct entity *e = &story->entity[index->slot[i] - 1];

		if (e->place == place && (place != PLACE_NONE || slice_equal(e->name, name)))
			return index->slot[i] - 1;
	}
	if ((story->nentities & (story->nentities - 1)) == 0)
		story->entity = arena_grow(story->arena, story->entity, sizeof *story->entity, story->nentities,
					   story->nentities ? story->nentities * 2 : 1);
	story->entity[story->nentities] = (struct entity){ .name = name, .place = place, .confidence = confidence };
	index->slot[i] = (uint32_t)++story->nentities;
	return index->slot[i] - 1;
}

/* The folded bytes of a name, which is a part of the body. */
static struct slice name_folded(const struct story *story, struct slice name)
{
	return slice_of(story->body.folded.at + (name.at - story->body.text.at), name.len);
}

/* "HANOI": a dateline's capitals, to be given up for "Hanoi" later on. */
static bool name_shouts(const struct story *story, struct slice name)
{
	const char *folded = name_folded(story, name).at;

	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == folded[i] && ascii_is_alpha(name.at[i]))
			return false;
	return true;
}

static void mention_add(struct story *story, struct index *index, const struct candidate *c)
{
	struct slice name = tokens_slice(&story->body, c->first, c->end);
	uint32_t entity = entity_of(story, index, c->place, name, c->confidence);
	struct entity *e = &story->entity[entity];

	if (name_shouts(story, e->name) && slice_equal(name_folded(story, e->name), name_folded(story, name)))
		e->name = name;
	if (e->confidence < c->confidence)
		e->confidence = c->confidence;
	e->nmentions++;
	if ((story->nmentions & (story->nmentions - 1)) == 0)
		story->mention = arena_grow(story->arena, story->mention, sizeof *story->mention, story->nmentions,
					    story->nmentions ? story->nmentions * 2 : 1);
	story->mention[story->nmentions++] = (struct mention){ c->first, c->end, entity };
}

/* The first token of the designator that ends before token i, of one or two words. */
static size_t designator_first(const struct scene *s, size_t i)
{
	return s->cues.len[i - 1] == 1 || i < 2 ? i - 1 : i - 2;
}

/* The place that the designator before token i introduces; false if none. */
static bool designated_read(const struct scene *s, size_t i, struct candidate *c)
{
	size_t end;
	const struct candidate *known = candidate_at(s, i);

	if (!designator_before(s, i) || (end = designated_run(s, i)) == i)
		return false;
	if (run_is_person(s, i, end) || (known && (known->verdict == ACCEPTED || known->verdict == NESTED) &&
					 (known->end >= end || !(s->cues.before[i] & CUE_DISTRICT_BEFORE))))
		return false;
	if (s->cues.before[i] & CUE_FEATURE_BEFORE)
		i = designator_first(s, i);
	*c = (struct candidate){ .first = (uint32_t)i, .end = (uint32_t)end, .place = PLACE_NONE, .confidence = 60 };
	return true;
}

static void collect_mentions(struct story *story, const struct scene *s)
{
	struct index index = { .mask = 16 };
	size_t end;

	while (index.mask < s->tokens->n)
		index.mask *= 2;
	index.slot = arena_new(s->arena, uint32_t, index.mask);
	index.mask--;
	for (size_t i = 0; i < s->tokens->n; i = end) {
		const struct candidate *c = candidate_at(s, i);
		struct candidate unknown;

		end = i + 1;
		if (c && c->verdict == NESTED) {
			end = c->end;
		} else if (designated_read(s, i, &unknown)) {
			mention_add(story, &index, &unknown);
			end = unknown.end;
		} else if (c && c->verdict == ACCEPTED) {
			mention_add(story, &index, c);
			end = c->end;
		}
	}
}

/* The first paragraph ends before this token. */
static size_t lead_end(const struct tokens *t)
{
	size_t i = 1;

	while (i < t->n && t->at[i].gap != GAP_START)
		i++;
	return i;
}

static void mark_about(struct story *story, const struct scene *title)
{
	size_t lead = lead_end(&story->body);
	uint8_t *in_title = arena_new(story->arena, uint8_t, title->gazetteer->nplaces);

	for (size_t i = 0; i < title->n; i++)
		if (title->at[i].place != PLACE_NONE && title->at[i].verdict == ACCEPTED)
			in_title[title->at[i].place] = 1;
	for (size_t i = 0; i < story->nmentions && story->mention[i].first < lead; i++)
		story->entity[story->mention[i].entity].about = true;
	for (size_t i = 0; i < story->nentities; i++) {
		struct entity *e = &story->entity[i];

		e->about |= e->nmentions >= 3 || (e->place != PLACE_NONE && in_title[e->place]);
	}
}

/* An article in a country's language is about that country unless it says otherwise. */
static void note_language(struct scene *s)
{
	for (uint32_t i = 0; i < s->gazetteer->nplaces && s->gazetteer->place[i].kind == PLACE_COUNTRY; i++) {
		const struct place *p = &s->gazetteer->place[i];

		if ((s->vietnamese && slice_equal(p->id, SLICE("VN"))) ||
		    (s->italian && slice_equal(p->id, SLICE("IT"))))
			s->country_seen[i] = 1;
	}
}

/* The report of a match names teams by their cities: there a city is one only "in", "near" or "of the city". */
static bool matches(const struct scene *s)
{
	unsigned words = 0;

	for (size_t i = 0; i < s->tokens->n && words < 3; i++)
		words += (s->cues.at[i] & CUE_MATCH) != 0;
	return words == 3;
}

enum outcome places_mark(struct story *story, struct reason *why)
{
	struct scene title = { .gazetteer = story->knowledge->gazetteer,
			       .tokens = &story->title,
			       .arena = story->arena };
	struct scene body;

	(void)why;
	title.vietnamese = slice_starts(story->article->language, SLICE("vi"));
	title.italian = slice_starts(story->article->language, SLICE("it"));
	title.country_seen = arena_new(story->arena, uint8_t, title.gazetteer->nplaces);
	note_language(&title);
	body = title;
	body.tokens = &story->body;
	cues_scan(story->knowledge->cues, &story->title, story->arena, &title.cues);
	cues_scan(story->knowledge->cues, &story->body, story->arena, &story->cues);
	body.cues = story->cues;
	title.match = body.match = matches(&body);
	story->body_name = arena_new(story->arena, uint8_t, story->body.n + 1);
	scene_read(&title, NULL);
	scene_read(&body, story->body_name);
	collect_mentions(story, &body);
	mark_about(story, &title);
	return FORWARD;
}
