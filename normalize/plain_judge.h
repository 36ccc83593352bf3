/* normalize/plain_judge.h
 *
 * judge - which lines of a text are not its body: each function cuts lines, and keeps what they tell.
 * plain.c calls them in this order.
 */
#ifndef NORMALIZE_PLAIN_JUDGE_H
#define NORMALIZE_PLAIN_JUDGE_H

#include "normalize/page.h"
#include "normalize/plain_lines.h"

/* "---", "title: X", "---" at the start of a text: what it says is kept; returns the text behind it. */
struct slice front_matter(struct page *page, struct slice text);

/* What stands before the article: "date 2023-07-28", "Title: ...", a line that is a date, breadcrumbs. */
void judge_header(struct page *page, struct lines *lines);

/* Lists of other articles, buttons, tags; everything after the article's end. */
void judge_related(struct lines *lines);

/* What the site says at the very end: whose the rights are, addresses, its menu. */
void judge_tail(struct lines *lines);

/* Captions and credits, and the headlines that conversion leaves before a caption. */
void judge_captions(struct page *page, struct lines *lines);

/* The first line as the title, if it looks like one; its repetitions go. */
void judge_title(struct page *page, struct lines *lines);

/* Author and source: behind the title and at the end. */
void judge_signature(struct page *page, struct lines *lines);

/* The first line that is still there from i on, lines->n if none is; and the last one before i, lines->n if none. */
size_t line_next(const struct lines *lines, size_t i);
size_t line_last(const struct lines *lines, size_t i);

#endif
