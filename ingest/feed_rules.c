/* ingest/feed_rules.c - the table of elements that feeds are made of, and the spellings of their namespaces. */
#include "ingest/feed_rules.h"

struct spelling {
	const char *name;
	enum feed_vocabulary vocabulary;
};

/* Beginnings of URIs: versions and final slashes vary. */
static const struct spelling uris[] = {
	{ "http://www.w3.org/2005/atom", FEED_CORE },
	{ "http://purl.org/atom/", FEED_CORE },
	{ "http://purl.org/rss/1.0/modules/content", FEED_CONTENT },
	{ "http://purl.org/rss/1.0/modules/syndication", FEED_SY },
	{ "http://purl.org/rss/1.0/modules/", FEED_FOREIGN },
	{ "http://purl.org/rss/1.", FEED_CORE },
	{ "http://purl.org/net/rss1.1", FEED_CORE },
	{ "http://my.netscape.com/rdf/simple/", FEED_CORE },
	{ "http://my.netscape.com/publish/", FEED_CORE },
	{ "http://channel.netscape.com/rdf/simple/", FEED_CORE },
	{ "http://backend.userland.com/", FEED_CORE },
	{ "http://blogs.law.harvard.edu/tech/rss", FEED_CORE },
	{ "http://cyber.law.harvard.edu/rss", FEED_CORE },
	{ "http://www.rssboard.org/rss-specification", FEED_CORE },
	{ "http://www.w3.org/1999/02/22-rdf-syntax-ns", FEED_RDF },
	{ "http://purl.org/dc/elements/", FEED_DC },
	{ "http://purl.org/dc/terms", FEED_DCTERMS },
	{ "http://www.w3.org/1999/xhtml", FEED_XHTML },
	{ "http://www.itunes.com/", FEED_ITUNES },
	{ "http://search.yahoo.com/mrss", FEED_MEDIA },
	{ "http://rssnamespace.org/feedburner/", FEED_BURNER },
};

/* Prefixes, for namespaces that nobody declared or that are spelt as nobody else does. */
static const struct spelling prefixes[] = {
	{ "", FEED_CORE },
	{ "atom", FEED_CORE },
	{ "atom10", FEED_CORE },
	{ "rss", FEED_CORE },
	{ "rdf", FEED_RDF },
	{ "dc", FEED_DC },
	{ "dcterms", FEED_DCTERMS },
	{ "content", FEED_CONTENT },
	{ "xhtml", FEED_XHTML },
	{ "itunes", FEED_ITUNES },
	{ "sy", FEED_SY },
	{ "media", FEED_MEDIA },
	{ "feedburner", FEED_BURNER },
};

static const struct feed_rule rules[] = {
	{ FEED_CORE, "title", IN_FEED | IN_ENTRY, FEED_TITLE, 9 },
	{ FEED_DC, "title", IN_FEED | IN_ENTRY, FEED_TITLE, 4 },
	{ FEED_DCTERMS, "title", IN_FEED | IN_ENTRY, FEED_TITLE, 3 },
	{ FEED_MEDIA, "title", IN_ENTRY, FEED_TITLE, 1 },

	{ FEED_CORE, "guid", IN_ENTRY, FEED_ID, 9 },
	{ FEED_CORE, "id", IN_ENTRY, FEED_ID, 9 },
	{ FEED_DC, "identifier", IN_ENTRY, FEED_ID, 3 },

	{ FEED_CORE, "link", IN_FEED | IN_ENTRY, FEED_LINK, 9 },
	{ FEED_BURNER, "origLink", IN_ENTRY, FEED_LINK, 10 }, /* the page itself, not FeedBurner's counter of visits */
	{ FEED_CORE, "a", IN_ENTRY, FEED_LINK, 4 },           /* CDF */

	{ FEED_CORE, "pubDate", IN_ENTRY, FEED_PUBLISHED, 9 },
	{ FEED_CORE, "published", IN_ENTRY, FEED_PUBLISHED, 9 },
	{ FEED_CORE, "issued", IN_ENTRY, FEED_PUBLISHED, 8 }, /* Atom 0.3 */
	{ FEED_DCTERMS, "issued", IN_ENTRY, FEED_PUBLISHED, 7 },
	{ FEED_DC, "date", IN_ENTRY, FEED_PUBLISHED, 6 },
	{ FEED_CORE, "date", IN_ENTRY, FEED_PUBLISHED, 5 },
	{ FEED_CORE, "created", IN_ENTRY, FEED_PUBLISHED, 4 },
	{ FEED_DCTERMS, "created", IN_ENTRY, FEED_PUBLISHED, 3 },

	{ FEED_CORE, "updated", IN_FEED | IN_ENTRY, FEED_UPDATED, 9 },
	{ FEED_CORE, "lastBuildDate", IN_FEED, FEED_UPDATED, 9 },
	{ FEED_CORE, "modified", IN_FEED | IN_ENTRY, FEED_UPDATED, 8 }, /* Atom 0.3 */
	{ FEED_DCTERMS, "modified", IN_FEED | IN_ENTRY, FEED_UPDATED, 7 },
	{ FEED_DC, "date", IN_FEED, FEED_UPDATED, 6 },
	{ FEED_CORE, "pubDate", IN_FEED, FEED_UPDATED, 5 },

	{ FEED_DC, "creator", IN_FEED | IN_ENTRY, FEED_AUTHOR, 8 },
	{ FEED_DC, "author", IN_FEED | IN_ENTRY, FEED_AUTHOR, 6 }, /* not Dublin Core, but written */
	{ FEED_ITUNES, "author", IN_ENTRY, FEED_AUTHOR, 2 },
	{ FEED_MEDIA, "credit", IN_ENTRY, FEED_AUTHOR, 1 }, /* role="author" */
	{ FEED_CORE, "name", IN_PERSON, FEED_PERSON_NAME, 9 },
	{ FEED_CORE, "email", IN_PERSON, FEED_PERSON_EMAIL, 9 },

	{ FEED_CORE, "summary", IN_ENTRY, FEED_SUMMARY, 9 },
	{ FEED_CORE, "description", IN_ENTRY, FEED_SUMMARY, 9 },
	{ FEED_CORE, "abstract", IN_ENTRY, FEED_SUMMARY, 9 }, /* CDF */
	{ FEED_DC, "description", IN_ENTRY, FEED_SUMMARY, 5 },
	{ FEED_DCTERMS, "abstract", IN_ENTRY, FEED_SUMMARY, 4 },
	{ FEED_ITUNES, "summary", IN_ENTRY, FEED_SUMMARY, 3 },
	{ FEED_ITUNES, "subtitle", IN_ENTRY, FEED_SUMMARY, 2 },
	{ FEED_MEDIA, "description", IN_ENTRY, FEED_SUMMARY, 1 },

	{ FEED_CONTENT, "encoded", IN_ENTRY, FEED_BODY, 9 },
	{ FEED_CORE, "content", IN_ENTRY, FEED_BODY, 8 },
	{ FEED_XHTML, "body", IN_ENTRY, FEED_BODY, 7 },
	{ FEED_CORE, "body", IN_ENTRY, FEED_BODY, 6 },
	{ FEED_CORE, "fullitem", IN_ENTRY, FEED_BODY, 5 },

	{ FEED_CORE, "language", IN_FEED | IN_ENTRY, FEED_LANGUAGE, 9 },
	{ FEED_DC, "language", IN_FEED | IN_ENTRY, FEED_LANGUAGE, 8 },

	{ FEED_CORE, "category", IN_ENTRY, FEED_CATEGORY, 9 },
	{ FEED_DC, "subject", IN_ENTRY, FEED_CATEGORY, 9 },
	{ FEED_DCTERMS, "subject", IN_ENTRY, FEED_CATEGORY, 9 },
	{ FEED_MEDIA, "category", IN_ENTRY, FEED_CATEGORY, 9 },
	{ FEED_MEDIA, "keywords", IN_ENTRY, FEED_KEYWORDS, 9 },
	{ FEED_ITUNES, "keywords", IN_ENTRY, FEED_KEYWORDS, 9 },
	{ FEED_CORE, "keywords", IN_ENTRY, FEED_KEYWORDS, 9 },
	{ FEED_CORE, "tags", IN_ENTRY, FEED_KEYWORDS, 9 },

	{ FEED_CORE, "ttl", IN_FEED, FEED_TTL, 9 },
	{ FEED_SY, "updatePeriod", IN_FEED, FEED_UPDATE_PERIOD, 9 },
	{ FEED_SY, "updateFrequency", IN_FEED, FEED_UPDATE_FREQUENCY, 9 },
	{ FEED_CORE, "hour", IN_FEED, FEED_SKIP_HOUR, 9 }, /* of skipHours */
	{ FEED_CORE, "day", IN_FEED, FEED_SKIP_DAY, 9 },   /* of skipDays */
};

enum feed_vocabulary feed_vocabulary(const struct xml_element *element)
{
	for (size_t i = 0; i < COUNT(uris); i++)
		if (slice_starts_nocase(element->ns, slice_from(uris[i].name)))
			return uris[i].vocabulary;
	if (slice_empty(element->prefix))
		return FEED_CORE;
	for (size_t i = 0; i < COUNT(prefixes); i++)
		if (slice_equal_nocase(element->prefix, slice_from(prefixes[i].name)))
			return prefixes[i].vocabulary;
	return FEED_FOREIGN;
}

const struct feed_rule *feed_rule(enum feed_vocabulary vocabulary, struct slice name, enum feed_place place)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (rules[i].vocabulary == vocabulary && (rules[i].places & place) &&
		    slice_equal_nocase(slice_from(rules[i].name), name))
			return &rules[i];
	return NULL;
}
