/* tests/support/newsroom_pages.h - Generated articles and their feed; article K is the same everywhere.
 *
 * Article K is Vietnamese, English or Italian by K mod 3 (0, 1, 2); its body holds
 * "article-number-K" once.
 * Part of newsroom.c, which stays one translation unit so that one cc line builds it.
 */
#ifndef NEWSROOM_PAGES_H
#define NEWSROOM_PAGES_H

#include "newsroom_stock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GENERATED_EPOCH   1735693200 /* 2025-01-01 08:00 in Hanoi: when article 0 was published */
#define GENERATED_SPAN_S  (540LL * 86400)
#define GENERATED_EVERY_S (37LL * 60)
#define GENERATED_BYTES   9000 /* about what an article takes without padding */

struct buf {
	char *data; /* NUL after data[size], once anything was added */
	size_t size, room;
};

struct dice {
	uint64_t state;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "newsroom: ");
	perror(what);
	exit(1);
}

static void *must(void *allocated)
{
	if (!allocated)
		die("memory");
	return allocated;
}

static void buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (b->size + n >= b->room) {
		b->room = (b->size + n + 1) * 2;
		b->data = must(realloc(b->data, b->room));
	}
	if (n)
		memcpy(b->data + b->size, bytes, n);
	b->size += n;
	b->data[b->size] = '\0';
}

static void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static __attribute__((format(printf, 2, 3))) void buf_addf(struct buf *b, const char *format, ...)
{
	char line[4096];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(line))
		die("line too long");
	buf_add(b, line, (size_t)n);
}

/* The next number of splitmix64. */
static uint64_t dice_roll(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static size_t dice_below(struct dice *d, size_t n)
{
	return (size_t)(dice_roll(d) % n);
}

static const char *word_pick(struct dice *d, const char *const words[STOCK_WORDS])
{
	return words[dice_below(d, STOCK_WORDS)];
}

static void slot_fill(struct buf *b, struct dice *d, const struct stock *s, char slot)
{
	const char *const *const lists[] = { s->v, s->i, s->o, s->q, s->p, s->r, s->s };
	const char *at = strchr("vioqprs", slot);

	if (slot == 'n')
		buf_addf(b, "%zu", 3 + dice_below(d, 95));
	else if (at)
		buf_puts(b, word_pick(d, lists[at - "vioqprs"]));
}

static void phrase_add(struct buf *b, struct dice *d, const struct stock *s, const char *phrase)
{
	for (; *phrase; phrase++) {
		if (*phrase == '$' && phrase[1])
			slot_fill(b, d, s, *++phrase);
		else
			buf_add(b, phrase, 1);
	}
}

static void sentence_add(struct buf *b, struct dice *d, const struct stock *s)
{
	phrase_add(b, d, s, word_pick(d, s->opening));
	buf_puts(b, ", ");
	phrase_add(b, d, s, word_pick(d, s->core));
	buf_puts(b, ", ");
	phrase_add(b, d, s, word_pick(d, s->tail));
	buf_puts(b, ".");
}

static const struct stock *article_stock(unsigned long k)
{
	return &stocks[k % (sizeof(stocks) / sizeof(*stocks))];
}

static struct dice article_dice(unsigned long k)
{
	return (struct dice){ 0x6e657773726f6f6d ^ (uint64_t)k << 20 };
}

/* The first roll of an article's dice is its title, so that feeds and teasers can name it too. */
static void title_add(struct buf *b, unsigned long k)
{
	struct dice d = article_dice(k);
	const struct stock *s = article_stock(k);

	phrase_add(b, &d, s, word_pick(&d, s->headline));
}

static void article_time(char out[static 64], const char *format, unsigned long k)
{
	time_t t = (time_t)(GENERATED_EPOCH + 7 * 3600 + (long long)k * GENERATED_EVERY_S % GENERATED_SPAN_S);
	struct tm tm;

	strftime(out, 64, format, gmtime_r(&t, &tm));
}

/* --- a site's chrome, to about `bytes` more --- */

static void styles_pad(struct buf *b, struct dice *d, size_t bytes)
{
	size_t end = b->size + bytes;

	buf_puts(b, "<style>\n");
	while (b->size < end)
		buf_addf(b, ".box-%zu>.item{margin:%zupx auto;padding:0 %zupx;color:#%06zx;display:flex}\n",
			 dice_below(d, 9999), dice_below(d, 40), dice_below(d, 40), dice_below(d, 0xffffff));
	buf_puts(b, "</style>\n");
}

static void script_pad(struct buf *b, struct dice *d, size_t bytes)
{
	size_t end = b->size + bytes;

	buf_puts(b, "<script>\nwindow.slots=window.slots||[];\n");
	while (b->size < end)
		buf_addf(b, "slots.push({id:\"zone-%zu\",size:[%zu,%zu],lazy:%s,html:\"<div><\\/div>\"});\n",
			 dice_below(d, 99999), 100 + dice_below(d, 900), 50 + dice_below(d, 600),
			 dice_below(d, 2) ? "true" : "false");
	buf_puts(b, "</script>\n");
}

static void menu_pad(struct buf *b, struct dice *d, const struct stock *s, size_t bytes)
{
	size_t end = b->size + bytes;

	buf_puts(b, "<nav class=\"main-menu\"><ul>\n");
	for (size_t i = 0; i < STOCK_WORDS || b->size < end; i++)
		buf_addf(b, "<li class=\"menu-item level-%zu\"><a href=\"/c/%zu\" title=\"%s\">%s</a></li>\n",
			 i / STOCK_WORDS % 3, dice_below(d, 999), s->menu[i % STOCK_WORDS], s->menu[i % STOCK_WORDS]);
	buf_puts(b, "</ul></nav>\n");
}

static void teasers_pad(struct buf *b, struct dice *d, unsigned long k, size_t bytes)
{
	size_t end = b->size + bytes;
	unsigned long other;

	buf_addf(b, "<aside class=\"related\"><h3>%s</h3>\n", article_stock(k)->related);
	for (size_t i = 0; i < 4 || b->size < end; i++) {
		other = (k / 3 + 1 + dice_below(d, 300)) * 3 + k % 3; /* of the same language */
		buf_addf(b, "<div class=\"teaser\"><a href=\"/gen/article/%lu.html\">", other);
		buf_addf(b, "<img src=\"/thumb/%lu.jpg\" alt=\"\">", other);
		title_add(b, other);
		buf_puts(b, "</a></div>\n");
	}
	buf_puts(b, "</aside>\n");
}

/* --- the article --- */

static void head_add(struct buf *b, unsigned long k, const char *title)
{
	const struct stock *s = article_stock(k);
	char date[64];

	article_time(date, "%Y-%m-%dT%H:%M:%S+07:00", k);
	buf_addf(b,
		 "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<title>%s - %s</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n"
		 "<meta property=\"og:type\" content=\"article\">\n"
		 "<meta property=\"og:title\" content=\"%s\">\n"
		 "<meta property=\"og:site_name\" content=\"%s\">\n"
		 "<meta property=\"og:locale\" content=\"%s\">\n",
		 s->language, title, s->site, title, s->site, s->locale);
	buf_addf(b,
		 "<meta property=\"article:published_time\" content=\"%s\">\n"
		 "<script type=\"application/ld+json\">"
		 "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\","
		 "\"headline\":\"%s\",\"datePublished\":\"%s\",\"inLanguage\":\"%s\"}</script>\n",
		 date, title, date, s->language);
}

static void body_add(struct buf *b, struct dice *d, unsigned long k, const char *title)
{
	const struct stock *s = article_stock(k);
	size_t paragraphs = 8 + dice_below(d, 4), token = 1 + dice_below(d, paragraphs - 1);
	char date[64];

	article_time(date, "%d/%m/%Y, %H:%M", k);
	buf_addf(b,
		 "<article class=\"story\">\n<h1>%s</h1>\n"
		 "<div class=\"meta\"><span class=\"time\">%s (GMT+7)</span></div>\n"
		 "<div class=\"story-body\">\n",
		 title, date);
	for (size_t i = 0; i < paragraphs; i++) {
		buf_puts(b, i ? "<p>" : "<p class=\"lead\">");
		for (size_t n = 2 + dice_below(d, 2); n; n--) {
			sentence_add(b, d, s);
			buf_puts(b, n > 1 ? " " : "");
		}
		if (i == token)
			buf_addf(b, " %s article-number-%lu.", s->token, k);
		buf_puts(b, "</p>\n");
	}
	buf_addf(b, "<p class=\"author\" style=\"text-align:right\"><strong>%s</strong></p>\n", s->byline);
	buf_puts(b, "</div>\n</article>\n");
}

/* Append article k; with `page_bytes` over what it takes, padded to about that. */
static void page_generate(struct buf *b, unsigned long k, size_t page_bytes)
{
	const struct stock *s = article_stock(k);
	struct dice d = { article_dice(k).state + 1 };
	struct buf title = { 0 };
	size_t pad = page_bytes > GENERATED_BYTES ? page_bytes - GENERATED_BYTES : 0;

	title_add(&title, k);
	head_add(b, k, title.data);
	styles_pad(b, &d, pad / 100 * 25);
	script_pad(b, &d, pad / 100 * 25);
	buf_addf(b, "</head>\n<body>\n<header class=\"top\"><a class=\"logo\" href=\"/\">%s</a>\n", s->site);
	menu_pad(b, &d, s, pad / 100 * 15);
	buf_puts(b, "</header>\n<main>\n");
	body_add(b, &d, k, title.data);
	teasers_pad(b, &d, k, pad / 100 * 20);
	buf_addf(b, "<section class=\"comments\"><h3>%s (0)</h3></section>\n</main>\n<footer>", s->comments);
	menu_pad(b, &d, s, 0);
	buf_addf(b, "<p>&copy; %s. %s</p></footer>\n", s->site, s->footer);
	script_pad(b, &d, pad / 100 * 15);
	buf_puts(b, "</body>\n</html>\n");
	free(title.data);
}

/* Append an RSS feed of articles 1 to n below `base`. */
static void feed_generate(struct buf *b, unsigned long n, const char *base)
{
	char date[64];

	buf_addf(b,
		 "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel>\n"
		 "<title>newsroom, %lu articles</title><link>%s/</link>\n"
		 "<description>Generated for tests</description>\n",
		 n, base);
	for (unsigned long k = 1; k <= n; k++) {
		article_time(date, "%a, %d %b %Y %H:%M:%S +0700", k);
		buf_puts(b, "<item><title>");
		title_add(b, k);
		buf_addf(b,
			 "</title><link>%s/gen/article/%lu.html</link><guid>%s/gen/article/%lu.html</guid>"
			 "<pubDate>%s</pubDate></item>\n",
			 base, k, base, k, date);
	}
	buf_puts(b, "</channel></rss>\n");
}

#endif
