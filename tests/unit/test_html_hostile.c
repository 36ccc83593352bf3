/* tests/unit/test_html_hostile.c - the HTML reader on bytes meant to hurt, at its limits, and cut anywhere. */
#include "tests/unit/html_fixture.h"

/* A page of `n` times `part` between two others; to text_release(). */
static struct text repeated(const char *head, const char *part, size_t n, const char *tail)
{
	struct text page;

	text_init(&page, ARENA_BYTES);
	text_add(&page, slice_from(head));
	for (size_t i = 0; i < n; i++)
		text_add(&page, slice_from(part));
	text_add(&page, slice_from(tail));
	return page;
}

/* 100,000 end tags that fit nothing, below 500 open elements that all have to be looked at. */
static void end_tags_of_nothing_below_a_deep_stack_are_read(void **state)
{
	struct text head = repeated("", "<x-a><b><div><span>", 120, ""), page;
	struct fixture f;

	(void)state;
	text_add_char(&head, '\0');
	page = repeated(head.at, "</x-b></i></section></nobr>", 25000, "HELLO");
	fixture_open(&f);
	parse(&f, text_slice(&page));
	html_add_text(&f.html, 0, '\n', &f.out);
	assert_true(slice_contains(text_slice(&f.out), SLICE("HELLO")));
	fixture_close(&f);
	text_release(&page);
	text_release(&head);
}

/* The same by name alone, elements that no table knows and those of svg and math: 8,000,000 end tags.  And a name of
 * another length, or in capitals, ends what it ought to. */
static void end_tags_of_names_that_are_not_open_cost_nothing(void **state)
{
	static const struct {
		const char *head, *part, *tail;
	} cases[] = {
		{ "<X-Open>", "</x-shut></x-open-too></x>", "</x-OPEN>" },
		{ "<svg><g><Path>", "</gg></x></pat></circle>", "</pATH></G></svg>" },
		{ "<math><mfrac><x>", "</mrow></frac></xx>", "</x></mfrac></math>" },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text inner, page = repeated("<body>a<u>", cases[i].head, 120, ""), tail;

		inner = repeated("", cases[i].part, 900000, "b");
		tail = repeated("", cases[i].tail, 120, "</u><h1>HELLO");
		text_add(&page, text_slice(&inner));
		text_add(&page, text_slice(&tail));
		parse(&f, text_slice(&page));
		assert_int_equal(f.html.node[f.html.nnodes - 2].tag, HTML_H1);
		assert_int_equal(f.html.node[f.html.nnodes - 2].parent, f.html.body);
		text_release(&tail);
		text_release(&inner);
		text_release(&page);
	}
	fixture_close(&f);
}

/* Each is linear in its length, or this would not end; and what is text comes out. */
static void hostile_pages_are_read_and_keep_their_text(void **state)
{
	static const struct {
		const char *head, *part;
		size_t n;
		const char *tail;
		bool keeps;
	} cases[] = {
		{ "", "<div>", 60000, "HELLO", true },
		{ "", "<b><p>", 30000, "HELLO", true },
		{ "", "<div><a>", 30000, "HELLO", true },
		{ "", "<table><tr><td>", 20000, "HELLO", true },
		{ "", "<svg><g>", 20000, "</svg><p>HELLO", true },
		{ "", "<x-y>", 60000, "</x-z>HELLO", true },
		{ "<p><button>", "<b></p>", 100000, "HELLO", true },
		{ "<p ", "a=1 ", 40000, ">HELLO", true },
		{ "<p ", "a=1 ", 300000, ">HELLO", true },
		{ "<div ", "x", 1000000, "HELLO", false },
		{ "", "<", 1000000, " HELLO", true },
		{ "", "</", 500000, "HELLO", false },
		{ "", "<!--", 250000, "HELLO", false },
		{ "<script>", "<!--<script>", 100000, "HELLO", false },
		{ "<title>", "</titl", 150000, "HELLO", false },
		{ "", "&am", 300000, " HELLO", true },
		{ "", "&#1", 300000, " HELLO", true },
		{ "<a href='", "&ampx", 200000, "'>HELLO", true },
		{ "<svg>", "<![CDATA[", 100000, "HELLO", false },
		{ "<svg><desc>", "</g></h1></x></table></p>", 30000, "HELLO", false },
		{ "", "</p>", 1000000, "HELLO", true },
		{ "", "<a>", 500000, "HELLO", true },
		{ "", "<b>", 500000, "HELLO", true },
		{ "", "<p>", 500000, "HELLO", true },
		{ "", "<table>", 500000, "HELLO", true },
		{ "", "<table><tr><td>", 10000, "HELLO", true },
		{ "", "<select>", 500000, "HELLO", true },
		{ "", "<select><div>", 100000, "</select>HELLO", true },
		{ "", "<ruby><rt>", 100000, "HELLO", true },
		{ "", "<noscript>", 100000, "HELLO", false },
		{ "", "<form><div></form>", 50000, "HELLO", true },
		{ "<ul>", "<li><b>", 100000, "HELLO", true },
		{ "<svg>", "<g>", 500000, "HELLO", false },
		{ "<svg>", "<desc><svg>", 100000, "HELLO", false },
		{ "<math>", "<mi><b>", 100000, "HELLO", true },
		{ "<x-a>", "<div>", 500, "<p></p></x-b></x-c></x-d></x-e>HELLO", true },
		{ "<!--", "-", 8000000, "-->HELLO", true },
		{ "", " ", 8000000, "HELLO", true },
		{ "", "&nbsp;", 1300000, "HELLO", true },
		{ "", "&CounterClockwiseContourIntegral;", 200000, "HELLO", true },
		{ "<textarea>", "x", 1000000, "HELLO", false },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text page = repeated(cases[i].head, cases[i].part, cases[i].n, cases[i].tail);

		parse(&f, text_slice(&page));
		assert_well_formed(&f.html);
		html_add_text(&f.html, 0, '\n', &f.out);
		if (slice_contains(text_slice(&f.out), SLICE("HELLO")) != cases[i].keeps)
			print_message("case %zu\n", i);
		assert_int_equal(slice_contains(text_slice(&f.out), SLICE("HELLO")), cases[i].keeps);
		text_release(&page);
	}
	fixture_close(&f);
}

static void too_deep_elements_become_leaves_and_part_words(void **state)
{
	static const struct html_limits limits = { 1000, 1000, 1000, 8, 10 };
	struct fixture f;

	(void)state;
	fixture_open(&f);
	assert_int_equal(html_parse(f.arena,
				    SLICE("<body><i><i><i><i><i><i><div>a</div>b<b>c</b></i></i></i></i></i></i>d"),
				    &limits, &f.html, &f.why),
			 0);
	assert_well_formed(&f.html);
	html_add_text(&f.html, 0, '\n', &f.out);
	assert_slice_equal(text_slice(&f.out), "a\nbcd\n");
	assert_int_equal(f.html.node[f.html.nnodes - 1].parent, f.html.body);
	fixture_close(&f);
}

static void limits_refuse_with_a_reason(void **state)
{
	static const struct html_limits limits = { 200, 20, 20, 8, 3 };
	static const struct {
		const char *part;
		size_t n;
		const char *reason;
	} cases[] = {
		{ "12345678901", 20, "page of 220 bytes is over the limit of 200" },
		{ "<br>", 30, "page of more than 20 nodes" },
		{ "<b a b c>", 10, "page of more than 20 attributes" },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text page = repeated("", cases[i].part, cases[i].n, "");

		assert_int_equal(html_parse(f.arena, text_slice(&page), &limits, &f.html, &f.why), -1);
		assert_string_equal(f.why.sentence, cases[i].reason);
		text_release(&page);
	}
	assert_int_equal(html_parse(f.arena, SLICE("<p a b c d e>"), &limits, &f.html, &f.why), 0);
	assert_int_equal(f.html.nattrs, 3);
	fixture_close(&f);
}

/* A page cut anywhere is read to its end and not beyond. */
static void pages_may_end_anywhere(void **state)
{
	struct slice page = SLICE(
		"<!doctype html><html lang=\"vi\"><head><title>A&amp;B</title><script>x<!--y--></script></head>"
		"<body a='b' c=d e/><p>\xC4\x90\xE1\xBA\xA1i <b>s</b>&#x1EE9;&notin;<!-- c --><svg><![CDATA[z]]></svg>"
		"<table><tr><td>1</table><textarea>t</textarea></body></html>");
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t n = 0; n <= page.len; n++) {
		struct slice part = unit_guard(slice_head(page, n));

		parse(&f, part);
		assert_well_formed(&f.html);
		html_add_text(&f.html, 0, ' ', &f.out);
		for (uint32_t i = 0; i < f.html.nattrs; i++)
			html_attribute_value(&f.html, &f.html.attr[i]);
		unit_guard_free(part);
	}
	fixture_close(&f);
}

UNIT(html_hostile, cmocka_unit_test(hostile_pages_are_read_and_keep_their_text),
     cmocka_unit_test(end_tags_of_nothing_below_a_deep_stack_are_read),
     cmocka_unit_test(end_tags_of_names_that_are_not_open_cost_nothing),
     cmocka_unit_test(too_deep_elements_become_leaves_and_part_words), cmocka_unit_test(limits_refuse_with_a_reason),
     cmocka_unit_test(pages_may_end_anywhere))
