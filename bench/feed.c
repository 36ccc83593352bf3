/* bench/feed.c - how many feeds are parsed in a second of CPU: RSS 2.0 with 100 items, 548 KB, of Vietnamese text. */
#include "common/die.h"
#include "ingest/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ITEMS         100
#define FEED_BYTES    548000
#define CONTENT_BYTES 5016

/* Sentences of words, with tags and references as newspapers have them, until there are so many bytes. */
static void add_words(struct text *out, size_t bytes, uint64_t *seed)
{
	static const char *const words[] = {
		"Hải Phòng ",   "cảng biển ", "đường sắt ",         "xuất khẩu ",    "thủ tướng ", "hợp tác ",
		"với ",         "nước Ý ",    "năm 2026 ",          "doanh nghiệp ", "&amp; ",     "</p>\n<p>",
		"tăng trưởng ", "và ",        "<b>quan trọng</b> ", "thương mại "
	};
	size_t end = out->len + bytes;

	while (out->len < end) {
		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		text_add(out, slice_from(words[*seed >> 60]));
	}
}

static void add_item(struct text *out, int n, uint64_t *seed)
{
	text_addf(out, "<item>\n<title>Tin số %d: cảng mới &amp; đường sắt</title>\n", n);
	text_addf(out, "<link>https://bao.example/kinh-te/tin-%d.html?a=1&amp;b=2</link>\n", n);
	text_addf(out, "<guid isPermaLink=\"false\">bao-%d</guid>\n<dc:creator>Trần An</dc:creator>\n", n);
	text_addf(out, "<pubDate>Mon, %02d May 2026 12:05:08 +0700</pubDate>\n<category>Kinh tế</category>\n",
		  n % 28 + 1);
	text_add(out,
		 SLICE("<description><![CDATA[<p>Cảng mở cửa.</p>]]></description>\n<content:encoded><![CDATA[<p>"));
	text_addf(out, "<img src=\"/anh/%d.jpg\" alt=\"Cảng\">", n);
	add_words(out, CONTENT_BYTES, seed);
	text_add(out, SLICE("</p>]]></content:encoded>\n</item>\n"));
}

static void make_feed(struct text *out)
{
	uint64_t seed = 1;

	text_add(out, SLICE("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" "
			    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
			    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Báo</title>"
			    "<link>https://bao.example/</link><language>vi-vn</language>\n"));
	for (int n = 0; n < ITEMS; n++)
		add_item(out, n, &seed);
	text_add(out, SLICE("</channel></rss>\n"));
}

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 500;
	struct arena *arena = arena_open(FEED_ARENA_BYTES);
	struct feed_hints hints = { .base = SLICE("https://bao.example/rss"),
				    .content_type = SLICE("text/xml"),
				    .content_language = SLICE("") };
	struct reason why = { .step = "parse" };
	struct text bytes;
	struct feed feed = { .nentries = 0 };
	double began;

	die_set_program("bench-feed");
	text_init(&bytes, 2 * FEED_BYTES);
	make_feed(&bytes);
	began = cpu_seconds();
	for (long i = 0; i < rounds; i++) {
		if (feed_parse(&feed, arena, text_slice(&bytes), &hints, &why) < 0 || feed.nentries != ITEMS)
			die("the feed is not read: %s", why.sentence);
		arena_reset(arena);
	}
	began = cpu_seconds() - began;
	printf("feed    %zu items, %zu bytes: %.0f feeds/s, %.0f MB/s of one core (%.2f s of CPU)\n", feed.nentries,
	       bytes.len, (double)rounds / began, (double)rounds * (double)bytes.len / 1e6 / began, began);
	text_release(&bytes);
	arena_close(arena);
	return 0;
}
