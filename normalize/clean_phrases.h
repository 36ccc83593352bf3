/* normalize/clean_phrases.h
 *
 * phrases - the set words that news pages put around an article: in Vietnamese, English and Italian, the commonest ones in
 * other languages of Europe.
 *
 * They are looked for only where a line is nothing else (or begins with one and a colon), so that the same words in
 * running text mean nothing.  The tables are data for tuning: general to the trade, never the words of one site.
 */
#ifndef NORMALIZE_CLEAN_PHRASES_H
#define NORMALIZE_CLEAN_PHRASES_H

#include "common/slice.h"

/* What a line that holds nothing but set words says. */
enum phrase {
	PHRASE_NONE,
	PHRASE_RELATED, /* heads a list of other articles: "Related", "Xem thêm", "Leggi anche" */
	PHRASE_END,     /* nothing of the article comes after it: "Most read", "Comments", "Bình luận" */
	PHRASE_BUTTON,  /* a button or label by itself: "Share", "Print", "Listen" */
	PHRASE_AD,      /* "Advertisement": what it stands over is one */
	PHRASE_TAGS,    /* "Tags: a, b", "Từ khóa" */
};

enum phrase phrase_line(struct slice line);

/* "Leggi anche - the headline": words of PHRASE_RELATED, a parting sign, and more. */
bool phrase_leads_elsewhere(struct slice line);

/* Does the site talk to its reader here: asks to subscribe, follow, click, sign in?  `at_end`: the line is one of the
 * last, where weaker words suffice. */
bool phrase_asks(struct slice line, bool at_end);

/* Does the line begin as an editor's word on the article: "Editor's note:", "Correction:", "Anm. d. Red.:"? */
bool phrase_is_note(struct slice line);

/* Does the line say, behind a colon, where a graphic is from, how long a film or how many minutes to read? */
bool phrase_is_legend(struct slice line);

/* A note that stands in the place of something embedded asks to agree, names the content, and says where data go.
 * Which of the three does a line of it? */
#define GATE_AGREES  1u
#define GATE_CONTENT 2u
#define GATE_DATA    4u
#define GATE_ALL     7u
unsigned phrase_gate(struct slice line);

/* Is it the small print of a site: who answers for it, its licence, rights, telephone?  At least two of them. */
bool phrase_is_imprint(struct slice line);

/* Does the rest of a sentence, behind a name, begin to say who that is: " is a", " là", " ist"? */
bool phrase_describes(struct slice rest);

/* "By ", "Theo ", "Nguồn: ", "Dịch: ": the label at the start of a line, with the colon and space behind it; empty if
 * there is none. */
struct slice phrase_byline_label(struct slice line);
struct slice phrase_source_label(struct slice line);

/* A news agency or wire as it stands behind a place in a dateline or at the end: "VNA", "TTXVN", "ANSA". */
bool phrase_is_agency(struct slice s);

#endif
