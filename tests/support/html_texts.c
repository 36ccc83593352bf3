/* tests/support/html_texts.c - the texts of a page's paragraphs, list items, cells and headings, as html.h gives them.
 *
 * Reads a page as UTF-8 on standard input; writes a line "TAG<tab>TEXT" for each p, li, td, th and h1 to h6 in document
 * order, white space folded.  compare_html5lib.py holds them against another reader's.
 */
#include "common/file.h"
#include "common/stage.h"
#include "normalize/html.h"

#include <stdlib.h>

#define MOST_BYTES (1u << 30)

static bool is_wanted(const struct html *html, uint32_t i)
{
	uint16_t tag = html->node[i].tag;

	return html->node[i].kind == HTML_ELEMENT && (tag == HTML_P || tag == HTML_LI || tag == HTML_TD ||
						      tag == HTML_TH || (tag >= HTML_H1 && tag <= HTML_H6));
}

static void print_element(const struct html *html, uint32_t i, struct text *out)
{
	struct slice name = html_name(html, i);

	text_reset(out);
	if (slice_empty(name)) /* no tag wrote it: of these, a p ended where none was open */
		name = SLICE("p");
	for (size_t k = 0; k < name.len; k++)
		putchar(ascii_lower(name.at[k]));
	html_add_text(html, i, ' ', out);
	printf("\t%.*s\n", (int)slice_trim(text_slice(out)).len, slice_trim(text_slice(out)).at);
}

int main(void)
{
	struct arena *arena = arena_open(MOST_BYTES);
	struct text page, out;
	struct html html;
	struct reason why;

	text_init(&page, MOST_BYTES);
	text_init(&out, MOST_BYTES);
	if (file_read_all(stdin, &page) < 0 ||
	    html_parse(arena, text_slice(&page), &html_limits_default, &html, &why) < 0)
		return EXIT_FAILURE;
	for (uint32_t i = 0; i < html.nnodes; i++)
		if (is_wanted(&html, i))
			print_element(&html, i, &out);
	text_release(&out);
	text_release(&page);
	arena_close(arena);
	return EXIT_SUCCESS;
}
