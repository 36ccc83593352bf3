/* normalize/normalize.c - The steps from a raw page to a clean article, in order. */
#include "normalize/normalize.h"
#include "common/die.h"
#include "common/language.h"
#include "normalize/charset.h"
#include "normalize/explain.h"
#include "normalize/metadata.h"
#include "normalize/page.h"
#include "normalize/view_model.h"

#include <stdlib.h>
#include <unistd.h>

#define ARENA_CEILING (384u << 20) /* at the limits of bytes, nodes and JSON-LD at once, a page takes some 300 MiB */
#define SHORT_BODY    300

const struct page_step page_steps[] = {
	/* each reads what those above it wrote, and leaves pages of another kind alone */
	{ "charset", charset_step },   /* bytes -> UTF-8 */
	{ "html", tree_step },         /* UTF-8 -> tree */
	{ "hints", hints_step },       /* tree -> what the names and sizes of its nodes hint at */
	{ "metadata", metadata_step }, /* tree -> title, byline, dates, canonical URL */
	{ "content", content_step },   /* tree -> paragraphs, captions */
	{ "kind", kind_step },         /* an index page goes no further */
	{ "plain", plain_step },       /* plain text -> all of that */
	{ "clean", clean_step },       /* paragraphs -> body; dateline, agency */
	{ "authors", authors_step },   /* byline -> authors, where only a line of the page named them */
	{ "date", date_step },         /* dates against the feed, the URL and the time of fetching */
	{ "language", language_step }, /* body -> BCP 47 tag */
	{ "passages", passages_step }, /* body -> what of it is in another language */
	{ .name = NULL },
};

static bool text_only, explain, as_json;
static const char *given_url, *given_type;

static const struct setting normalize_settings[] = {
	{ "text", SETTING_FLAG, &text_only, "0", 0, 0, "for files: print the body only" },
	{ "explain", SETTING_FLAG, &explain, "0", 0, 0,
	  "for files: show what was kept of the page and what was cut, block by block, and why" },
	{ "json", SETTING_FLAG, &as_json, "0", 0, 0, "for files, with --explain: one JSON object a file" },
	{ "url", SETTING_STRING, &given_url, NULL, 0, 0, "for files: the page's address, for what is relative to it" },
	{ "content-type", SETTING_STRING, &given_type, NULL, 0, 0, "for files: what the server would have said" },
	{ .name = NULL },
};

void page_init(struct page *page, struct article *article)
{
	*page = (struct page){ .article = article,
			       .captions_room = article->ncaptions, /* one from a file may have come with some */
			       .charset = SLICE(""),
			       .text = SLICE(""),
			       .language_hint = SLICE(""),
			       .description = SLICE(""),
			       .ld_body = SLICE("") };
}

enum outcome page_run(struct page *page, struct reason *why)
{
	enum outcome outcome = FORWARD;

	for (const struct page_step *step = page_steps; step->name && outcome == FORWARD; step++) {
		why->step = step->name;
		outcome = step->run(page, why);
	}
	return outcome;
}

enum outcome normalize(struct article *a, void *state, struct reason *why)
{
	struct page page;

	page_init(&page, a);
	page.view = state;
	return page_run(&page, why);
}

void page_add_paragraph(struct page *page, struct slice text, enum part part)
{
	if (page->nparagraphs == page->paragraphs_room) {
		size_t room = page->paragraphs_room ? page->paragraphs_room * 2 : 64;

		page->paragraph = arena_grow(page->article->arena, page->paragraph, sizeof *page->paragraph,
					     page->paragraphs_room, room);
		page->paragraphs_room = room;
	}
	page->paragraph[page->nparagraphs++] = (struct paragraph){ text, part };
}

void page_add_caption(struct page *page, struct caption caption)
{
	struct article *a = page->article;
	size_t bytes = caption.text.len + caption.credit.len;

	if (bytes == 0 || a->ncaptions == PAGE_MAX_CAPTIONS || page->caption_bytes + bytes > PAGE_MAX_CAPTION_BYTES)
		return;
	for (size_t i = 0; i < a->ncaptions; i++)
		if (slice_equal(a->caption[i].text, caption.text) && slice_equal(a->caption[i].credit, caption.credit))
			return;
	if (a->ncaptions == page->captions_room) {
		size_t room = page->captions_room ? page->captions_room * 2 : 8;

		a->caption = arena_grow(a->arena, a->caption, sizeof *a->caption, page->captions_room, room);
		page->captions_room = room;
	}
	a->caption[a->ncaptions++] = caption;
	page->caption_bytes += bytes;
}

void origin_offer(struct slice *field, const char **from, struct slice s, const char *who)
{
	if (field->len > 0 || s.len == 0)
		return;
	*field = s;
	*from = who;
}

void origin_offer_moment(struct moment *field, const char **from, struct moment m, const char *who)
{
	if (field->ms != TIME_UNKNOWN || m.ms == TIME_UNKNOWN)
		return;
	*field = m;
	*from = who;
}

static bool looks_like_html(struct slice s)
{
	s = slice_head(s, 1024);
	return slice_contains_nocase(s, SLICE("<!doctype html")) || slice_contains_nocase(s, SLICE("<html")) ||
	       slice_contains_nocase(s, SLICE("<head"));
}

/* By what the server says; text/plain and nothing at all are looked into.  -1: no kind of page. */
static int kind_of(struct slice type, struct slice bytes)
{
	type = slice_trim(slice_before(type, ';'));
	if (slice_equal_nocase(type, SLICE("text/html")) || slice_equal_nocase(type, SLICE("application/xhtml+xml")))
		return PAGE_HTML;
	if (slice_equal_nocase(type, SLICE("text/markdown")) || slice_equal_nocase(type, SLICE("text/x-markdown")))
		return PAGE_MARKDOWN;
	if (slice_equal_nocase(type, SLICE("text/plain")) || slice_empty(type) ||
	    slice_equal_nocase(type, SLICE("application/octet-stream")))
		return looks_like_html(bytes) ? PAGE_HTML : PAGE_PLAIN;
	return -1;
}

enum outcome charset_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;
	int kind = kind_of(a->content_type, a->body);

	if (kind < 0)
		return drop(why, "not a page but %.*s", SLICE_ARG(slice_before(a->content_type, ';')));
	page->kind = (enum page_kind)kind;
	if (charset_decode(a->arena, a->body, a->content_type, &page->text, &page->charset, &page->from.charset, why) <
	    0)
		return DEAD;
	return FORWARD;
}

enum outcome tree_step(struct page *page, struct reason *why)
{
	if (page->kind != PAGE_HTML)
		return FORWARD;
	return html_parse(page->article->arena, page->text, &html_limits_default, &page->html, why) < 0 ? DEAD
													: FORWARD;
}

/* The body says it; of a short one the title says more.  What the page says of itself is a hint, where it lies a weaker
 * one. */
enum outcome language_step(struct page *page, struct reason *why)
{
	struct article *a = page->article;
	struct slice text = a->body, hint = page->language_hint;

	(void)why;
	if (text.len < SHORT_BODY && a->title.len > 0)
		text = arena_printf(a->arena, "%.*s\n%.*s", SLICE_ARG(a->title), SLICE_ARG(text));
	if (slice_empty(hint))
		hint = language_of_host(url_host_name(a->url));
	a->language = language_detect(a->arena, text, hint);
	return FORWARD;
}

static bool colour_wanted(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static void *open_tables(void)
{
	if (as_json && !explain)
		die_usage("--json goes with --explain; without it, JSON is what is printed");
	if (text_only && explain)
		die_usage("--text and --explain exclude each other");
	charset_prepare();
	return view_model_open();
}

/* The page of the last file: what --explain shows. */
static struct page shown;

static enum outcome run_file(struct article *a, void *state, struct reason *why)
{
	if (given_url && slice_empty(a->url))
		a->url = slice_from(given_url);
	if (given_type)
		a->content_type = slice_from(given_type);
	page_init(&shown, a);
	shown.view = state;
	return page_run(&shown, why);
}

static void print(const struct article *a, void *state, enum outcome outcome, const struct reason *why,
		  struct text *out)
{
	(void)state;
	if (explain && as_json) {
		explain_json(&shown, outcome, why, out);
		return;
	} else if (explain) {
		explain_text(&shown, outcome, why, colour_wanted(), out);
		return;
	} else if (outcome != FORWARD) {
		return;
	}
	if (!text_only) {
		article_encode(a, out);
		out->len--; /* the closing bracket: body comes last */
		text_add(out, SLICE(",\"body\":"));
		text_add_json(out, a->body);
		text_add_char(out, '}');
	} else {
		text_add(out, a->body);
	}
	text_add_char(out, '\n');
}

const struct stage normalize_stage = {
	.name = "normalize",
	.summary = "Makes a clean article of a raw page: title, byline, dates, language, body.",
	.arena_ceiling_bytes = ARENA_CEILING,
	.open = open_tables,
	.close = free,
	.run = run_file,
	.print = print,
	.settings = normalize_settings,
};
