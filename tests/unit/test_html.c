/* tests/unit/test_html.c - the HTML reader: trees, text, attributes, character references. */
#include "tests/unit/html_fixture.h"

/* The tree as "html(body(p"one"))": names in lower case, "?" for those without a number, texts as they stand. */
static void write_tree(const struct html *html, struct text *out)
{
	for (uint32_t i = 0; i < html->nnodes; i++) {
		const struct html_node *node = &html->node[i];
		struct slice name = html_name(html, i);

		if (i > 0 && html->node[node->parent].end > i && node->parent == i - 1)
			text_add_char(out, '(');
		else if (i > 0)
			text_add_char(out, ' ');
		if (node->kind == HTML_TEXT)
			text_addf(out, "\"%.*s\"", (int)node->len, html->input.at + node->at);
		else if (slice_empty(name))
			text_addf(out, "%s", i == 0 ? "html" : "*");
		for (size_t k = 0; k < name.len; k++)
			text_add_char(out, ascii_lower(name.at[k]));
		for (uint32_t k = i; k > 0 && html->node[k].end == i + 1; k = html->node[k].parent)
			if (html->node[html->node[k].parent].end == i + 1)
				text_add_char(out, ')');
	}
}

static void assert_tree(struct fixture *f, const char *page, const char *tree)
{
	struct slice guarded = unit_guard(slice_from(page));

	parse(f, guarded);
	assert_well_formed(&f->html);
	write_tree(&f->html, &f->out);
	if (!slice_equal(text_slice(&f->out), slice_from(tree)))
		print_message("%s\n  got    %.*s\n  wanted %s\n", page, (int)f->out.len, f->out.at, tree);
	assert_slice_equal(text_slice(&f->out), tree);
	unit_guard_free(guarded);
}

struct tree_case {
	const char *page, *tree;
};

static void assert_trees(const struct tree_case *cases, size_t n)
{
	struct fixture f;

	fixture_open(&f);
	for (size_t i = 0; i < n; i++)
		assert_tree(&f, cases[i].page, cases[i].tree);
	fixture_close(&f);
}

/* "*" is an implied element. */
static void tree_has_html_head_and_body_whether_written_or_not(void **state)
{
	static const struct tree_case cases[] = {
		{ "", "html" },
		{ "x", "html(*(\"x\"))" },
		{ "<p>x", "html(*(p(\"x\")))" },
		{ " \v<title>t</title>", "html(*(\" \v\" title(\"t\")))" },
		{ "<title>t</title><p>x", "html(*(title(\"t\")) *(p(\"x\")))" },
		{ "<!doctype html><html><head><meta charset=utf-8></head>\n<body>x</body></html>",
		  "html(head(meta) body(\"x\"))" },
		{ "<head></head><title>late</title><body>x", "html(head(title(\"late\")) body(\"x\"))" },
		{ "<head><noscript><img src=a></noscript><meta name=b></head>x",
		  "html(head(noscript(img) meta) *(\"x\"))" },
		{ "<body>a</body>b</html>c", "html(body(\"a\" \"b\" \"c\"))" },
		{ "<p>a<body class=c><head>b", "html(*(p(\"a\" \"b\")))" },
		{ "</body></p>x", "html(*(p \"x\"))" },
		{ "<frameset><frame src=a></frameset>", "html(*(frameset(frame)))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

static void tree_implies_end_tags(void **state)
{
	static const struct tree_case cases[] = {
		{ "<body><p>a<p>b<div>c</div>d", "html(body(p(\"a\") p(\"b\") div(\"c\") \"d\"))" },
		{ "<body><ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
		  "html(body(ul(li(\"a\") li(\"b\" ul(li(\"c\"))) li(\"d\"))))" },
		{ "<body><dl><dt>a<dd>b<dt>c</dl>", "html(body(dl(dt(\"a\") dd(\"b\") dt(\"c\"))))" },
		{ "<body><select><optgroup><option>a<option>b<optgroup><option>c</select>",
		  "html(body(select(optgroup(option(\"a\") option(\"b\")) optgroup(option(\"c\")))))" },
		{ "<body><h1>a<h2>b</h1>c", "html(body(h1(\"a\") h2(\"b\") \"c\"))" },
		{ "<body><button>a<button>b", "html(body(button(\"a\") button(\"b\")))" },
		{ "<body><select><p>a<option>b<select>c", "html(body(select(p(\"a\") option(\"b\")) \"c\"))" },
		{ "<body><p><select><option>a</p><input>b", "html(body(p(select(option(\"a\" p)) input \"b\")))" },
		{ "<body><ruby><rt><li>a<rt>b</ruby>", "html(body(ruby(rt(li(\"a\")) rt(\"b\"))))" },
		{ "<body><div><p>a</form>b</div>", "html(body(div(p(\"a\" \"b\"))))" },
		{ "<body><ruby>a<rt>b<rt>c</ruby>", "html(body(ruby(\"a\" rt(\"b\") rt(\"c\"))))" },
		{ "<body><p>a<table><tr><td>b", "html(body(p(\"a\") table(*(tr(td(\"b\"))))))" },
		{ "<body>a</p>b<br></br>c", "html(body(\"a\" p \"b\" br br \"c\"))" },
		{ "<body><div>a</span></section>b</div>c", "html(body(div(\"a\" \"b\") \"c\"))" },
		{ "<body><div><button><p>a</div>b", "html(body(div(button(p(\"a\"))) \"b\"))" },
		{ "<body><x-a>a<x-b>b</x-a>c</x-b>", "html(body(x-a(\"a\" x-b(\"b\")) \"c\"))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

static void tree_keeps_tables_whole(void **state)
{
	static const struct tree_case cases[] = {
		{ "<body><table><tr><td>a<td>b<tr><th>c<tbody><tr><td>d</table>e",
		  "html(body(table(*(tr(td(\"a\") td(\"b\")) tr(th(\"c\"))) tbody(tr(td(\"d\")))) \"e\"))" },
		{ "<body><table><td>a", "html(body(table(*(*(td(\"a\"))))))" },
		{ "<body><table>lost<tr><p>words<td>a</table>",
		  "html(body(table(\"lost\" *(tr(p(\"words\") td(\"a\"))))))" },
		{ "<body><table><tr><td><div>a<td>b</table>", "html(body(table(*(tr(td(div(\"a\")) td(\"b\"))))))" },
		{ "<body><table><tr><td><table><tr><td>in</table>out</table>",
		  "html(body(table(*(tr(td(table(*(tr(td(\"in\")))) \"out\"))))))" },
		{ "<body><table><caption>a<colgroup><col><thead><tr><th>b",
		  "html(body(table(caption(\"a\") colgroup(col) thead(tr(th(\"b\"))))))" },
		{ "<body><table><table><tr><td>a", "html(body(table table(*(tr(td(\"a\"))))))" },
		{ "<body>a<td>b</td>c", "html(body(\"a\" * \"b\" \"c\"))" },
		{ "<body><table><tr><b><table><tr><td>a", "html(body(table(*(tr(b))) table(*(tr(td(\"a\"))))))" },
		{ "<body><div><table><tr><td></div>a</table>b", "html(body(div(table(*(tr(td(\"a\")))) \"b\")))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

/* As browsers see it that run scripts: what is in it has no part in what is around it. */
static void tree_keeps_noscript_apart(void **state)
{
	static const struct tree_case cases[] = {
		{ "<body><p>a<noscript><p>b</div></noscript>c", "html(body(p(\"a\" noscript(p(\"b\")) \"c\")))" },
		{ "<body><div><noscript></div><table><td></noscript>a",
		  "html(body(div(noscript(table(*(*(td)))) \"a\")))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

/* A formatting element closed across a block ends with that block; one link never holds another. */
static void tree_ends_formatting_across_blocks(void **state)
{
	static const struct tree_case cases[] = {
		{ "<body><b>a<i>b</b>c</i>d", "html(body(b(\"a\" i(\"b\")) \"c\" \"d\"))" },
		{ "<body><b><p>a</b>b</p>c", "html(body(b(p(\"a\" \"b\")) \"c\"))" },
		{ "<body><a>a<a>b</a>c", "html(body(a(\"a\") a(\"b\") \"c\"))" },
		{ "<body><a><div>a</a>b</div>c", "html(body(a(div(\"a\" \"b\")) \"c\"))" },
		{ "<body><form><div>a</form>b<form>c</div>d", "html(body(form(div(\"a\" \"b\" form(\"c\"))) \"d\"))" },
		{ "<body><form>a<form>b</form>c", "html(body(form(\"a\" \"b\") \"c\"))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

static void tree_reads_raw_text_raw(void **state)
{
	static const struct tree_case cases[] = {
		{ "<script>if (a<b) '</p>'</script>x", "html(*(script(\"if (a<b) '</p>'\")) *(\"x\"))" },
		{ "<script><!--<script>a</script>b--></script>x",
		  "html(*(script(\"<!--<script>a</script>b-->\")) *(\"x\"))" },
		{ "<script><!--a</script>x", "html(*(script(\"<!--a\")) *(\"x\"))" },
		{ "<title><b>&amp;</b></title>", "html(*(title(\"<b>&amp;</b>\")))" },
		{ "<body><textarea><p></textarea>x", "html(body(textarea(\"<p>\") \"x\"))" },
		{ "<body><iframe><p></iframe><noembed><p></noembed>x",
		  "html(body(iframe(\"<p>\") noembed(\"<p>\") \"x\"))" },
		{ "<style>a</STYLE >x", "html(*(style(\"a\")) *(\"x\"))" },
		{ "<script>open", "html(*(script(\"open\")))" },
		{ "<body><plaintext></plaintext><p>", "html(body(plaintext(\"</plaintext><p>\")))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

static void tree_knows_svg_and_math(void **state)
{
	static const struct tree_case cases[] = {
		{ "<body><svg><title>a</title><path/><script>b</script></svg>c",
		  "html(body(svg(title(\"a\") path script(\"b\")) \"c\"))" },
		{ "<body><svg><g><p>a", "html(body(svg(g) p(\"a\")))" },
		{ "<body><svg><foreignObject><p>a</p></foreignObject><g></g></svg>b",
		  "html(body(svg(foreignobject(p(\"a\")) g) \"b\"))" },
		{ "<body><div><svg><g></div>a", "html(body(div(svg(g)) \"a\"))" },
		{ "<body><math><mi>x</mi><mo>=</mo></math>y", "html(body(math(mi(\"x\") mo(\"=\")) \"y\"))" },
		{ "<body><svg><![CDATA[a<b]]></svg><![CDATA[c]]>d", "html(body(svg(\"a<b\") \"d\"))" },
		{ "<body><svg><font>a</font><font color=red>b", "html(body(svg(font(\"a\")) font(\"b\")))" },
		{ "<body><svg/>a", "html(body(svg \"a\"))" },
		{ "<body><svg><mi><g>a</g></mi></svg>", "html(body(svg(mi(g(\"a\")))))" },
		{ "<body><svg><g>a</p>b</svg>", "html(body(svg(g(\"a\")) p \"b\"))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

static void tree_leaves_out_space_at_borders(void **state)
{
	static const struct tree_case cases[] = {
		{ "<body> <div> <p> a </p> </div> ", "html(body(div(p(\" a \"))))" },
		{ "<body><p><b>a</b> <i>b</i>", "html(body(p(b(\"a\") \" \" i(\"b\"))))" },
		{ "<body><pre> <b>a</b></pre>", "html(body(pre(\" \" b(\"a\"))))" },
	};
	(void)state;
	assert_trees(cases, COUNT(cases));
}

static void text_folds_space_and_parts_words_at_borders(void **state)
{
	static const struct {
		const char *page, *text;
	} cases[] = {
		{ "<p>one<p>two", "one\ntwo\n" },
		{ "<p> a \n\t b<b> c</b>d </p>", "a b cd\n" },
		{ "a<br>b<br><br>c", "a\nb\nc\n" },
		{ "<ul><li>a<li>b</ul>c", "a\nb\nc\n" },
		{ "<table><tr><td>a<td>b<tr><td>c</table>", "a\nb\nc\n" },
		{ "a<script>b</script>c<style>d</style>e<!-- f -->g", "aceg\n" },
		{ "a<template><p>b</template><select><option>c</select>d", "a\nd\n" },
		{ "<p>a&nbsp;&nbsp;b&#160;c\xC2\xA0 d", "a b c d\n" },
		{ "<p>Vi\xE1\xBB\x87t &amp; \xC3\xBD &eacute;&lt;&#x1EC7;",
		  "Vi\xE1\xBB\x87t & \xC3\xBD \xC3\xA9<\xE1\xBB\x87\n" },
		{ "<pre>a\n  b\r\nc</pre>", "a\nb\nc\n" },
		{ "<p>a<span>b</span><em>c</em>", "abc\n" },
		{ "<div>a<div></div>b</div>", "a\nb\n" },
		{ "<title>t</title><p>a", "a\n" },
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		parse(&f, slice_from(cases[i].page));
		html_add_text(&f.html, 0, '\n', &f.out);
		assert_slice_equal(text_slice(&f.out), cases[i].text);
	}
	fixture_close(&f);
}

static void line_is_trimmed_and_cut_between_characters(void **state)
{
	struct fixture f;
	uint32_t title;

	(void)state;
	fixture_open(&f);
	parse(&f, SLICE("<title> Vi\xE1\xBB\x87t\n Nam <b></title><p>a<br>b<script>c</script>"));
	title = html_find(&f.html, 0, 0, HTML_TITLE);
	assert_slice_equal(html_line(&f.html, title, 100), "Vi\xE1\xBB\x87t Nam <b>");
	assert_slice_equal(html_line(&f.html, title, 4), "Vi");
	assert_slice_equal(html_line(&f.html, title, 5), "Vi\xE1\xBB\x87");
	assert_slice_equal(html_line(&f.html, f.html.body, 100), "a b");
	assert_slice_equal(html_raw_text(&f.html, html_find(&f.html, 0, 0, HTML_SCRIPT)), "c");
	assert_slice_equal(html_raw_text(&f.html, html_find(&f.html, 0, 0, HTML_BR)), "");
	fixture_close(&f);
}

static void attributes_are_found_and_decoded(void **state)
{
	static const struct {
		enum html_attr_name name;
		const char *value;
	} cases[] = {
		{ HTML_ATTR_HREF, "/a?b=1&c=2&copy=3" },
		{ HTML_ATTR_CLASS, "x y" },
		{ HTML_ATTR_TITLE, "\xE2\x80\x9Cq\xE2\x80\x9D\n" },
		{ HTML_ATTR_ID, "i" },
		{ HTML_ATTR_HIDDEN, "" },
		{ HTML_ATTR_ALT, "" },
	};
	struct fixture f;
	uint32_t a;

	(void)state;
	fixture_open(&f);
	parse(&f,
	      SLICE("<a HREF='/a?b=1&amp;c=2&copy=3' class = \"x y\" title=\"&ldquo;q&rdquo;\r\n\" id=i hidden ID=j "
		    "Data-X=\"&lt;z\">t</a>"));
	a = html_find(&f.html, 0, 0, HTML_A);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(html_attr(&f.html, a, cases[i].name), cases[i].value);
	assert_true(html_has_attr(&f.html, a, HTML_ATTR_HIDDEN));
	assert_false(html_has_attr(&f.html, a, HTML_ATTR_ALT));
	assert_slice_equal(html_attr_named(&f.html, a, SLICE("data-x")), "<z");
	assert_slice_equal(html_attr_named(&f.html, a, SLICE("data-y")), "");
	assert_slice_equal(html_attr(&f.html, a + 1, HTML_ATTR_HREF), "");
	fixture_close(&f);
}

static void second_html_and_body_give_attributes_to_bare_ones(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	parse(&f, SLICE("x<html lang=vi><body class=a><html lang=en><body class=b>"));
	assert_slice_equal(html_attr(&f.html, 0, HTML_ATTR_LANG), "vi");
	assert_slice_equal(html_attr(&f.html, f.html.body, HTML_ATTR_CLASS), "a");
	fixture_close(&f);
}

static void walking_goes_over_children_and_siblings(void **state)
{
	struct fixture f;
	uint32_t body, p, ul;

	(void)state;
	fixture_open(&f);
	parse(&f, SLICE("<body><p>a<b>b</b></p><ul><li>c</ul>"));
	body = f.html.body;
	p = html_child(&f.html, body);
	ul = html_sibling(&f.html, p);
	assert_true(html_is(&f.html, p, HTML_P));
	assert_true(html_is(&f.html, ul, HTML_UL));
	assert_int_equal(html_sibling(&f.html, ul), 0);
	assert_int_equal(html_sibling(&f.html, 0), 0);
	assert_int_equal(html_skip(&f.html, p), ul);
	assert_int_equal(html_closest(&f.html, html_find(&f.html, 0, 0, HTML_B), HTML_P), p);
	assert_int_equal(html_closest(&f.html, p, HTML_TABLE), 0);
	assert_int_equal(html_find(&f.html, p, p, HTML_LI), 0);
	assert_int_equal(html_child(&f.html, html_find(&f.html, 0, 0, HTML_LI) + 1), 0);
	fixture_close(&f);
}

static void references_are_decoded_by_the_standard(void **state)
{
	static const struct {
		const char *in;
		bool attribute;
		const char *out;
	} cases[] = {
		{ "a", false, "a" },
		{ "&amp;&AMP;&amp", false, "&&&" },
		{ "&notit; &notin;", false, "\xC2\xACit; \xE2\x88\x89" },
		{ "&notit; &not=", true, "&notit; &not=" },
		{ "&not;&not", true, "\xC2\xAC\xC2\xAC" },
		{ "&nGt;", false, "\xE2\x89\xAB\xE2\x83\x92" },
		{ "&CounterClockwiseContourIntegral;", false, "\xE2\x88\xB3" },
		{ "&#65;&#x42;&#X43", false, "ABC" },
		{ "&#0;&#xD800;&#x110000;&#99999999999;", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
		{ "&#150;&#x80;&#x81;", false, "\xE2\x80\x93\xE2\x82\xAC\xC2\x81" },
		{ "& &; &# &#x; &#xg; &unknown; &", false, "& &; &# &#x; &#xg; &unknown; &" },
		{ "a\r\nb\rc", false, "a\nb\nc" },
	};
	struct arena *arena = arena_open(ARENA_BYTES);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_slice_equal(html_decode(arena, slice_from(cases[i].in), cases[i].attribute), cases[i].out);
	assert_slice_equal(html_decode(arena, (struct slice){ "a\0b", 3 }, false), "a\xEF\xBF\xBD"
										   "b");
	arena_close(arena);
}

UNIT(html, cmocka_unit_test(tree_has_html_head_and_body_whether_written_or_not),
     cmocka_unit_test(tree_implies_end_tags), cmocka_unit_test(tree_keeps_tables_whole),
     cmocka_unit_test(tree_keeps_noscript_apart), cmocka_unit_test(tree_ends_formatting_across_blocks),
     cmocka_unit_test(tree_reads_raw_text_raw), cmocka_unit_test(tree_knows_svg_and_math),
     cmocka_unit_test(tree_leaves_out_space_at_borders), cmocka_unit_test(text_folds_space_and_parts_words_at_borders),
     cmocka_unit_test(line_is_trimmed_and_cut_between_characters), cmocka_unit_test(attributes_are_found_and_decoded),
     cmocka_unit_test(second_html_and_body_give_attributes_to_bare_ones),
     cmocka_unit_test(walking_goes_over_children_and_siblings),
     cmocka_unit_test(references_are_decoded_by_the_standard))
