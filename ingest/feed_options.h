/* ingest/feed_options.h
 *
 * feed_options - what a list says about one of its feeds, in attributes of the outline with the prefix "wiremill:".
 *
 *   fullText     page, feed or auto: where the text of its articles comes from (--full-text for this feed)
 *   zone         Asia/Ho_Chi_Minh, UTC or +07:00: of its dates that name none
 *   dayOrder     dayFirst or monthFirst: what 3/4/2026 means
 *   tls          verify, legacy (old protocols and ciphers too) or insecure (whatever the certificate says)
 *   proxy        http://, https://, socks5:// or socks5h://HOST:PORT
 *   userAgent    the User-Agent it is asked with
 *   headersFile  a file of header lines, "Name: value", in the folder --headers-dir: secrets stand in no list
 *
 * Names and words are read without regard to case.
 */
#ifndef INGEST_FEED_OPTIONS_H
#define INGEST_FEED_OPTIONS_H

#include "common/arena.h"
#include "common/stage.h"
#include "common/text.h"

#define FEED_OPTIONS_MAX_VALUE 1024 /* bytes of one value */

enum feed_full_text { FEED_FULL_TEXT_DEFAULT, FEED_FULL_TEXT_PAGE, FEED_FULL_TEXT_FEED, FEED_FULL_TEXT_AUTO };
enum feed_day_order { FEED_DAY_ORDER_DEFAULT, FEED_DAY_FIRST, FEED_MONTH_FIRST };
enum feed_tls { FEED_TLS_VERIFY, FEED_TLS_LEGACY, FEED_TLS_INSECURE };

/* All zero (slices empty): nothing is said. */
struct feed_options {
	enum feed_full_text full_text;
	enum feed_day_order day_order;
	enum feed_tls tls;
	struct slice zone, proxy, user_agent;
	struct slice headers_file; /* a plain file name: no "/", no leading "." */
};

#define FEED_OPTIONS_NONE       \
	((struct feed_options){ \
		.zone = SLICE(""), .proxy = SLICE(""), .user_agent = SLICE(""), .headers_file = SLICE("") })

/* Set the option `name` ("zone").  The value is not copied.  Returns 0; or -1 and a sentence for a name or a value that
 * is none, the options as they were. */
int feed_options_set(struct feed_options *options, struct slice name, struct slice value, struct reason *why);

/* As one JSON object, which is how the store keeps them: {"zone":"+07:00"}; nothing at all for no options. */
void feed_options_encode(const struct feed_options *options, struct text *out);

/* Back from there; what is no such object, or has a wrong member, is without it.  Values live in the arena. */
struct feed_options feed_options_decode(struct slice json, struct arena *arena);

/* The zone's offset from UTC in force at `at_ms`: a feed's dates are those of the last days.  False if no zone is said. */
bool feed_options_zone(const struct feed_options *options, int64_t at_ms, int *minutes);

#endif
