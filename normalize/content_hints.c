/* normalize/content_hints.c - What tags, classes, ids and roles say of a node. */
#include "normalize/content.h"

/* Words of class and id names, cut at hyphens, underscores and capitals. */
static const struct {
	const char *word;
	uint16_t hint;
} words[] = {
	{ "nav", HINT_NAV },
	{ "navbar", HINT_NAV },
	{ "navigation", HINT_NAV },
	{ "menu", HINT_NAV },
	{ "breadcrumb", HINT_NAV },
	{ "breadcrumbs", HINT_NAV },
	{ "footer", HINT_NAV },
	{ "pagination", HINT_NAV },
	{ "pager", HINT_NAV },
	{ "masthead", HINT_NAV },
	{ "sitemap", HINT_NAV },
	{ "toc", HINT_NAV },
	{ "offcanvas", HINT_NAV },
	{ "related", HINT_RELATED },
	{ "relate", HINT_RELATED },
	{ "relateds", HINT_RELATED },
	{ "recirc", HINT_RELATED },
	{ "recirculation", HINT_RELATED },
	{ "recommend", HINT_RELATED },
	{ "recommended", HINT_RELATED },
	{ "recommendation", HINT_RELATED },
	{ "recommendations", HINT_RELATED },
	{ "readmore", HINT_RELATED },
	{ "teaser", HINT_RELATED },
	{ "teasers", HINT_RELATED },
	{ "sidebar", HINT_RELATED },
	{ "aside", HINT_RELATED },
	{ "trending", HINT_RELATED },
	{ "popular", HINT_RELATED },
	{ "mostread", HINT_RELATED },
	{ "outbrain", HINT_RELATED },
	{ "taboola", HINT_RELATED },
	{ "promo", HINT_RELATED },
	{ "promobox", HINT_RELATED },
	{ "carousel", HINT_RELATED },
	{ "correlati", HINT_RELATED },
	{ "lienquan", HINT_RELATED },
	{ "tinlienquan", HINT_RELATED },
	{ "xemthem", HINT_RELATED },
	{ "inlinerelated", HINT_RELATED },
	{ "moreon", HINT_RELATED },
	{ "upnext", HINT_RELATED },
	{ "share", HINT_SHARE },
	{ "sharing", HINT_SHARE },
	{ "shares", HINT_SHARE },
	{ "social", HINT_SHARE },
	{ "socials", HINT_SHARE },
	{ "toolbar", HINT_SHARE },
	{ "tools", HINT_SHARE },
	{ "addthis", HINT_SHARE },
	{ "sharedaddy", HINT_SHARE },
	{ "bookmark", HINT_SHARE },
	{ "twitter", HINT_SHARE },
	{ "tweet", HINT_SHARE },
	{ "instagram", HINT_SHARE },
	{ "tiktok", HINT_SHARE },
	{ "fbpost", HINT_SHARE },
	{ "bluesky", HINT_SHARE },
	{ "mastodon", HINT_SHARE },
	{ "print", HINT_SHARE },
	{ "comment", HINT_COMMENT },
	{ "comments", HINT_COMMENT },
	{ "disqus", HINT_COMMENT },
	{ "commentaires", HINT_COMMENT },
	{ "kommentare", HINT_COMMENT },
	{ "respond", HINT_COMMENT },
	{ "replies", HINT_COMMENT },
	{ "reply", HINT_COMMENT },
	{ "commentlist", HINT_COMMENT },
	{ "commento", HINT_COMMENT },
	{ "commenti", HINT_COMMENT },
	{ "commentaire", HINT_COMMENT },
	{ "kommentar", HINT_COMMENT },
	{ "leserkommentare", HINT_COMMENT },
	{ "comentario", HINT_COMMENT },
	{ "comentarios", HINT_COMMENT },
	{ "komentarze", HINT_COMMENT },
	{ "reacties", HINT_COMMENT },
	{ "binhluan", HINT_COMMENT },
	{ "tags", HINT_TAGS },
	{ "taglist", HINT_TAGS },
	{ "keywords", HINT_TAGS },
	{ "hashtags", HINT_TAGS },
	{ "byline", HINT_AUTHOR },
	{ "bylines", HINT_AUTHOR },
	{ "author", HINT_AUTHOR },
	{ "authors", HINT_AUTHOR },
	{ "bio", HINT_AUTHOR },
	{ "authorbox", HINT_AUTHOR },
	{ "writer", HINT_AUTHOR },
	{ "autore", HINT_AUTHOR },
	{ "firma", HINT_AUTHOR },
	{ "tacgia", HINT_AUTHOR },
	{ "ad", HINT_AD },
	{ "ads", HINT_AD },
	{ "advert", HINT_AD },
	{ "advertisement", HINT_AD },
	{ "advertising", HINT_AD },
	{ "adslot", HINT_AD },
	{ "sponsor", HINT_AD },
	{ "sponsored", HINT_AD },
	{ "newsletter", HINT_AD },
	{ "newsletters", HINT_AD },
	{ "subscribe", HINT_AD },
	{ "barrier", HINT_AD },
	{ "subscription", HINT_AD },
	{ "signup", HINT_AD },
	{ "cookie", HINT_AD },
	{ "cookies", HINT_AD },
	{ "consent", HINT_AD },
	{ "gdpr", HINT_AD },
	{ "modal", HINT_AD },
	{ "popup", HINT_AD },
	{ "donate", HINT_AD },
	{ "donation", HINT_AD },
	{ "login", HINT_AD },
	{ "promotion", HINT_AD },
	{ "notebox", HINT_AD },
	{ "privacy", HINT_AD },
	{ "disclaimer", HINT_AD },
	{ "copyright", HINT_AD },
	{ "hidden", HINT_HIDDEN },
	{ "invisible", HINT_HIDDEN },
	{ "noprint", HINT_HIDDEN },
	{ "tooltip", HINT_HIDDEN },
	{ "caption", HINT_CAPTION },
	{ "captions", HINT_CAPTION },
	{ "figcaption", HINT_CAPTION },
	{ "credit", HINT_CAPTION },
	{ "credits", HINT_CAPTION },
	{ "photocaption", HINT_CAPTION },
	{ "didascalia", HINT_CAPTION },
	{ "cutline", HINT_CAPTION },
	{ "imagecaption", HINT_CAPTION },
	{ "legend", HINT_CAPTION },
	{ "chuthich", HINT_CAPTION },
	{ "pcaption", HINT_CAPTION },
	{ "copyrights", HINT_CAPTION },
	{ "gallery", HINT_CAPTION },
	{ "slideshow", HINT_CAPTION },
	{ "articlebody", HINT_BODY },
	{ "storybody", HINT_BODY },
	{ "entrycontent", HINT_BODY },
	{ "postcontent", HINT_BODY },
	{ "articlecontent", HINT_BODY },
	{ "articletext", HINT_BODY },
	{ "storycontent", HINT_BODY },
	{ "maincontent", HINT_BODY },
	{ "detailcontent", HINT_BODY },
	{ "contentdetail", HINT_BODY },
	{ "singularcontent", HINT_BODY },
	{ "fck_detail", HINT_BODY },
	{ "lead", HINT_LEAD },
	{ "sapo", HINT_LEAD },
	{ "standfirst", HINT_LEAD },
	{ "intro", HINT_LEAD },
	{ "dek", HINT_LEAD },
	{ "subtitle", HINT_LEAD },
	{ "subheadline", HINT_LEAD },
	{ "summary", HINT_LEAD },
	{ "excerpt", HINT_LEAD },
	{ "abstract", HINT_LEAD },
	{ "chapeau", HINT_LEAD },
	{ "sommario", HINT_LEAD },
	{ "occhiello", HINT_LEAD },
	{ "description", HINT_LEAD },
	{ "subhead", HINT_LEAD },
	{ "lede", HINT_LEAD },
	{ "timestamp", HINT_META },
	{ "updated", HINT_META },
	{ "modified", HINT_META },
	{ "date", HINT_META },
	{ "datetime", HINT_META },
	{ "dateline", HINT_META },
	{ "readtime", HINT_META },
	{ "kicker", HINT_META },
	{ "pubdate", HINT_META },
	{ "published", HINT_META },
	{ "publish", HINT_META },
	{ "time", HINT_META },
	{ "posted", HINT_META },
	{ "ngay", HINT_META },
};

#define TABLE_SIZE 1024

/* Row + 1 of each word by its hash; filled at the first use, the same for ever after. */
static uint16_t table[TABLE_SIZE];

/* A bit for each length that words with that first, and that last, byte have: most names have no such word, seen before
 * it is hashed. */
static uint32_t first_lengths[256], last_lengths[256];

/* Each byte of a name, capitals as small letters; 0 for what parts words. */
static char letters[256];

static void table_fill(void)
{
	if (letters['a'] != 0)
		return;
	for (size_t i = COUNT(words); i-- > 0;) {
		struct slice word = slice_from(words[i].word), last = slice_skip(word, word.len - 1);
		size_t at = slice_hash(word) % TABLE_SIZE;

		first_lengths[(unsigned char)word.at[0]] |= UINT32_C(1) << word.len;
		last_lengths[(unsigned char)last.at[0]] |= UINT32_C(1) << word.len;
		while (table[at] != 0)
			at = (at + 1) % TABLE_SIZE;
		table[at] = (uint16_t)(i + 1);
	}
	for (unsigned c = 0; c < 256; c++)
		letters[c] = c == '-' || c == '_' || c == '.' ? '\0' : ascii_lower((char)c);
}

/* `word` is not empty. */
static uint16_t word_hint(struct slice word)
{
	if (word.len > 31 || !(first_lengths[(unsigned char)word.at[0]] >> word.len & 1) ||
	    !(last_lengths[(unsigned char)word.at[word.len - 1]] >> word.len & 1))
		return 0;
	for (size_t at = slice_hash(word) % TABLE_SIZE; table[at] != 0; at = (at + 1) % TABLE_SIZE)
		if (slice_equal(word, slice_from(words[table[at] - 1].word)))
			return words[table[at] - 1].hint;
	return 0;
}

#define NAME_BYTES 80

/* The words of a name in small letters, one behind the other. */
struct name_words {
	char at[NAME_BYTES];
	size_t len, word, before; /* where the present word begins, and the one before it */
};

/* The hints of the word that ends here, and of it and the one before it written as one. */
static uint16_t name_word_end(struct name_words *n)
{
	uint16_t hints = 0;

	if (n->len == n->word)
		return 0;
	hints = word_hint(slice_of(n->at + n->word, n->len - n->word));
	if (n->word > 0)
		hints |= word_hint(slice_of(n->at + n->before, n->len - n->before));
	n->before = n->word;
	n->word = n->len;
	return hints;
}

/* One name of less than NAME_BYTES, such as "article-body__relatedLinks": its words begin with a capital, or behind a
 * sign. */
static uint16_t name_hint(struct slice name)
{
	struct name_words n = { .len = 0, .word = 0, .before = 0 };
	bool capital = false;
	uint16_t hints = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = letters[(unsigned char)name.at[i]];
		bool follows = capital;

		capital = c && c != name.at[i];
		if (!c || (capital && !follows))
			hints |= name_word_end(&n);
		if (c)
			n.at[n.len++] = c;
	}
	return hints | name_word_end(&n);
}

uint16_t hint_of_names(struct slice names)
{
	struct slice name;
	uint16_t hints = 0;

	names = slice_head(names, 400);
	while (slice_next(&names, ' ', &name))
		if (name.len > 1 && name.len < NAME_BYTES && !memchr(name.at, ':', name.len))
			hints |= name_hint(name) | word_hint(name);
	return hints;
}

static bool is_heading(const struct html *html, uint32_t i)
{
	return html->node[i].tag >= HTML_H1 && html->node[i].tag <= HTML_H6;
}

/* A button that opens the text below it is that text's heading. */
static bool is_accordion(const struct html *html, uint32_t i)
{
	return is_heading(html, html->node[i].parent) || html_attr_named(html, i, SLICE("aria-controls")).len > 0;
}

uint16_t hint_of_tag(const struct html *html, uint32_t i)
{
	switch (html->node[i].tag) {
	case HTML_NAV:
	case HTML_FOOTER:
	case HTML_MENU: return HINT_NAV;
	case HTML_ASIDE: return HINT_RELATED;
	case HTML_FORM:
	case HTML_DIALOG:
	case HTML_FIELDSET: return HINT_AD;
	case HTML_BUTTON: return is_accordion(html, i) ? 0 : HINT_SHARE;
	case HTML_LABEL:
	case HTML_INPUT: return HINT_SHARE;
	case HTML_FIGURE:
	case HTML_FIGCAPTION:
	case HTML_CAPTION:
	case HTML_VIDEO:
	case HTML_AUDIO: return HINT_CAPTION;
	case HTML_TIME: return HINT_META;
	default: return 0;
	}
}

/* The attributes that hint at something; NULL for what a node has not. */
struct told {
	const struct html_attribute *class, *id, *role, *prop, *style, *hidden;
};

/* Backwards: of two with one name the first counts. */
static struct told node_told(const struct html *html, uint32_t i)
{
	const struct html_node *node = &html->node[i];
	struct told told = { .class = NULL };

	for (uint32_t k = node->attr + node->nattrs; k-- > node->attr;) {
		const struct html_attribute *attribute = &html->attr[k];

		switch (attribute->name) {
		case HTML_ATTR_CLASS: told.class = attribute; break;
		case HTML_ATTR_ID: told.id = attribute; break;
		case HTML_ATTR_ROLE: told.role = attribute; break;
		case HTML_ATTR_ITEMPROP: told.prop = attribute; break;
		case HTML_ATTR_STYLE: told.style = attribute; break;
		case HTML_ATTR_HIDDEN: told.hidden = attribute; break;
		default: break;
		}
	}
	return told;
}

static bool is_hidden(const struct html *html, uint32_t i, const struct told *told)
{
	struct slice style;

	if (told->hidden && html->node[i].tag != HTML_HTML)
		return true;
	if (!told->style)
		return false;
	style = html_attribute_value(html, told->style);
	return slice_contains_nocase(style, SLICE("display:none")) ||
	       slice_contains_nocase(style, SLICE("display: none")) ||
	       slice_contains_nocase(style, SLICE("visibility:hidden"));
}

static uint16_t role_hint(struct slice role)
{
	if (slice_equal_nocase(role, SLICE("navigation")) || slice_equal_nocase(role, SLICE("menu")) ||
	    slice_equal_nocase(role, SLICE("contentinfo")) || slice_equal_nocase(role, SLICE("banner")))
		return HINT_NAV;
	if (slice_equal_nocase(role, SLICE("complementary")))
		return HINT_RELATED;
	return slice_equal_nocase(role, SLICE("dialog")) || slice_equal_nocase(role, SLICE("alertdialog")) ? HINT_AD
													   : 0;
}

static uint16_t prop_hint(struct slice prop)
{
	if (slice_equal_nocase(prop, SLICE("articleBody")))
		return HINT_BODY;
	if (slice_equal_nocase(prop, SLICE("author")))
		return HINT_AUTHOR;
	return slice_equal_nocase(prop, SLICE("datePublished")) ? HINT_META : 0;
}

/* Names seen on this page and what they hint at: most of a page's nodes have one of few classes. */
struct seen {
	struct slice names;
	uint16_t hints;
};

#define SEEN 256

/* As hint_of_names(), which is asked once for most. */
static uint16_t hint_seen(struct seen *seen, struct slice names)
{
	uint64_t ends[2] = { 0, 0 };
	struct seen *s;

	if (slice_empty(names))
		return 0;
	memcpy(&ends[0], names.at, names.len < 8 ? names.len : 8);
	memcpy(&ends[1], names.at + (names.len < 8 ? 0 : names.len - 8), names.len < 8 ? names.len : 8);
	s = &seen[(ends[0] * 0x9E3779B97F4A7C15 ^ (ends[1] + names.len) * 0xC2B2AE3D27D4EB4F) >> 56];
	if (!slice_equal(s->names, names))
		*s = (struct seen){ names, hint_of_names(names) };
	return s->hints;
}

/* What a node says of itself. */
static uint16_t node_hint(const struct html *html, uint32_t i, const struct told *told, struct seen *seen)
{
	uint16_t hints = hint_of_tag(html, i), role = 0;

	if (told->class)
		hints |= hint_seen(seen, html_attribute_value(html, told->class));
	if (told->id && !is_heading(html, i)) /* the id of a heading is made of its text */
		hints |= hint_seen(seen, html_attribute_value(html, told->id));
	if (told->role)
		role = role_hint(html_attribute_value(html, told->role));
	if (told->prop && role == 0)
		role = prop_hint(html_attribute_value(html, told->prop));
	return hints | role;
}

/* Names are wrong now and then: none may take away what holds much of the page's running text and few links. */
static uint16_t hint_believed(const struct node_info *info, enum html_tag tag, uint32_t total, bool within_body)
{
	bool much = info->prose > total / 4 && info->link < info->text / 3;
	uint16_t own = info->own;

	if (info->prose > total / 10)
		own &= (uint16_t)~HINT_HIDDEN;
	if (tag >= HTML_H1 && tag <= HTML_H6 && info->text >= 40)
		own &= (uint16_t)~HINT_META; /* a headline may begin with a time */
	if (info->link == 0 && info->prose > 0 && tag != HTML_ASIDE)
		own &= (uint16_t)~HINT_RELATED; /* a list of other articles without a link is none */
	if (info->link * (within_body ? 4 : 50) < info->text && info->prose * 2 > info->text && tag != HTML_NAV &&
	    tag != HTML_FOOTER)
		own &= (uint16_t)~HINT_NAV; /* neither is a menu that hardly has one */
	if (((own & HINT_BODY) || info->prose > total / 5 * 4) && tag != HTML_FOOTER)
		own &= (uint16_t) ~(HINT_AGAINST | HINT_CAPTION | HINT_LEAD);
	else if ((much || info->prose > total / 2) &&
		 tag != HTML_FOOTER) /* readers may write more than the author did */
		own &= (uint16_t) ~((HINT_AGAINST & ~HINT_COMMENT) | HINT_CAPTION | HINT_LEAD);
	return own;
}

/* A small box with a field to fill in asks for something: letters, votes, comments. */
static void hint_field(struct content *c, uint32_t i)
{
	const struct html *html = c->html;
	uint32_t box = c->info[html->node[i].parent].block;

	if (!html_is(html, i, HTML_INPUT) || slice_equal_nocase(html_attr(html, i, HTML_ATTR_TYPE), SLICE("hidden")) ||
	    c->info[box].prose > c->info[0].prose / 20 || c->info[box].text > 1500)
		return;
	c->info[box].own |= HINT_AD;
}

/* What a figure may hold instead of a picture. */
static bool is_quotation(unsigned tag)
{
	return tag == HTML_BLOCKQUOTE || tag == HTML_TABLE || tag == HTML_PRE;
}

/* What says that it is the body, and has some, does not take over what is said of the nodes above it. */
void content_hint(struct content *c)
{
	const struct html *html = c->html;
	uint32_t total = c->info[0].prose;
	struct seen seen[SEEN];

	for (size_t i = 0; i < SEEN; i++)
		seen[i] = (struct seen){ SLICE(""), 0 };
	table_fill();
	for (uint32_t i = 1; i < html->nnodes; i++)
		hint_field(c, i);
	for (uint32_t i = 1; i < html->nnodes; i++) {
		struct node_info *info = &c->info[i];
		uint16_t above = c->info[html->node[i].parent].hints;

		if (html->node[i].kind == HTML_ELEMENT && info->text > 0) {
			struct told told = node_told(html, i);

			info->own |= node_hint(html, i, &told, seen);
			info->own = hint_believed(info, html->node[i].tag, total, above & HINT_BODY);
			if (info->prose <= total / 2 && is_hidden(html, i, &told))
				info->own |= HINT_HIDDEN;
		}
		if ((info->own & HINT_BODY) && info->prose > total / 10)
			above &= HINT_HIDDEN | HINT_COMMENT;
		if (info->images == 0 && is_quotation(html->node[i].tag))
			above &= (uint16_t)~HINT_CAPTION; /* the figure shows words */
		info->hints = info->own | above;
	}
}
