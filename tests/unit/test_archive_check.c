/* tests/unit/test_archive_check.c - every rule of a WARC file has a record that breaks it, and is found. */
#include "tests/unit/unit.h"
#include "tests/unit/warc_files.h"

#include "ingest/archive_check.h"

#include <stdlib.h>
#include <unistd.h>

#define FIXTURE "../shared/fixtures/wget-sample.warc.gz"

#define VERSION  "WARC/1.1\r\n"
#define ID       "WARC-Record-ID: <urn:uuid:1>\r\n"
#define DATE     "WARC-Date: 2026-01-02T03:04:05Z\r\n"
#define URI      "WARC-Target-URI: http://a.example/\r\n"
#define TYPE(t)  "WARC-Type: " t "\r\n"
#define PROFILE  "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
#define PAYLOAD  "WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n" /* of "abc" */
#define ABC      "Content-Length: 3\r\n\r\nabc\r\n\r\n"
#define NOTHING  "Content-Length: 0\r\n\r\n\r\n\r\n"
#define RESOURCE VERSION TYPE("resource") ID DATE URI
#define HTTP     "Content-Type: application/http;msgtype=response\r\n"

static void add_finding(void *context, const struct archive_finding *finding)
{
	text_addf(context, "%s: %s\n", finding->type, finding->sentence);
}

/* All findings in the file, "TYPE: SENTENCE\n" each. */
static struct archive_counts check_file(const char *path, struct text *findings)
{
	struct archive_check *check = archive_check_open(add_finding, findings);
	struct warc_reader *reader = warc_reader_open(path);
	struct archive_counts counts;
	struct warc_record record;
	struct reason why;
	int got;

	assert_non_null(reader);
	while ((got = warc_read(reader, &record, &why)) != 0)
		archive_check_record(check, got, &record, &why);
	counts = archive_check_end(check);
	warc_reader_close(reader);
	archive_check_close(check);
	return counts;
}

static void assert_findings(const char *dir, struct slice bytes, const char *expected)
{
	char *path = make_file(dir, "case.warc", bytes);
	struct text findings;

	text_init(&findings, 1u << 16);
	check_file(path, &findings);
	text_add_char(&findings, '\0');
	assert_string_equal(findings.at, expected);
	text_release(&findings);
	free(path);
}

static void archive_check_finds_what_breaks_a_rule(void **state)
{
	static const struct {
		const char *bytes, *findings;
	} cases[] = {
		{ RESOURCE PAYLOAD ABC, "" },
		{ VERSION TYPE("warcinfo") ID DATE "WARC-Filename: x.warc.gz\r\n" ABC, "" },
		{ VERSION TYPE("opinion") ID DATE "WARC-Segment-Total-Length: 3\r\n" ABC, "" }, /* nobody knows it */

		/* fields that must be there, may not be there, are there twice */
		{ VERSION DATE URI TYPE("resource") ABC, "resource: WARC-Record-ID is missing\n" },
		{ VERSION ID URI TYPE("resource") ABC, "resource: WARC-Date is missing\n" },
		{ VERSION ID URI DATE ABC, "other: WARC-Type is missing\n" },
		{ VERSION ID DATE TYPE("request") ABC, "request: WARC-Target-URI is missing\n" },
		{ VERSION TYPE("warcinfo") ID DATE URI ABC,
		  "warcinfo: WARC-Target-URI does not belong to this type of record\n" },
		{ VERSION TYPE("warcinfo") ID DATE "WARC-IP-Address: 192.0.2.1\r\n" ABC,
		  "warcinfo: WARC-IP-Address does not belong to this type of record\n" },
		{ VERSION TYPE("metadata") ID DATE PAYLOAD ABC,
		  "metadata: WARC-Payload-Digest does not belong to this type of record\n" },
		{ RESOURCE "WARC-Refers-To: <urn:uuid:9>\r\n" ABC,
		  "resource: WARC-Refers-To does not belong to this type of record\n" },
		{ VERSION TYPE("conversion") ID DATE URI "WARC-Concurrent-To: <urn:uuid:9>\r\n" ABC,
		  "conversion: WARC-Concurrent-To does not belong to this type of record\n" },
		{ RESOURCE DATE ABC, "resource: WARC-Date is there more than once\n" },
		{ RESOURCE "WARC-Concurrent-To: <urn:uuid:8>\r\nWARC-Concurrent-To: <urn:uuid:9>\r\n" ABC, "" },
		{ VERSION TYPE("continuation") ID DATE URI ABC, "continuation: WARC-Segment-Number is missing\n"
								"continuation: WARC-Segment-Origin-ID is missing\n" },

		/* forms of values */
		{ VERSION TYPE("resource") "WARC-Record-ID: urn:uuid:1\r\n" DATE URI ABC,
		  "resource: WARC-Record-ID is no URI in angle brackets\n" },
		{ VERSION TYPE("resource") ID DATE "WARC-Target-URI: <http://a.example/>\r\n" ABC,
		  "resource: WARC-Target-URI is in angle brackets, which WARC 1.1 does not have there\n" },
		{ "WARC/1.0\r\n" TYPE("resource") ID DATE "WARC-Target-URI: <http://a.example/>\r\n" ABC, "" },
		{ VERSION TYPE("resource") ID DATE "WARC-Target-URI: index.html\r\n" ABC,
		  "resource: WARC-Target-URI is no URI\n" },
		{ VERSION TYPE("resource") ID URI "WARC-Date: 2026-01-02T03:04:05.123456789Z\r\n" ABC, "" },
		{ VERSION TYPE("resource") ID URI "WARC-Date: 2026-01\r\n" ABC, "" },
		{ "WARC/1.0\r\n" TYPE("resource") ID URI "WARC-Date: 2026-01-02T03:04:05.1Z\r\n" ABC,
		  "resource: WARC-Date is no date of the form that this version has\n" },
		{ VERSION TYPE("resource") ID URI "WARC-Date: 2026-01-02T03:04:05+01:00\r\n" ABC,
		  "resource: WARC-Date is no date of the form that this version has\n" },
		{ VERSION TYPE("resource") ID URI "WARC-Date: 2026-02-31T03:04:05Z\r\n" ABC,
		  "resource: WARC-Date 2026-02-31T03:04:05Z is none that there is\n" },
		{ RESOURCE "WARC-Truncated: length\r\n" ABC, "" },
		{ RESOURCE "WARC-Truncated: tired\r\n" ABC,
		  "resource: WARC-Truncated: tired is no reason of the standard\n" },

		/* revisits */
		{ VERSION TYPE("revisit") ID DATE URI PROFILE PAYLOAD NOTHING, "" },
		{ VERSION TYPE("revisit") ID DATE URI NOTHING, "revisit: WARC-Profile is missing\n" },
		{ VERSION TYPE("revisit") ID DATE URI PROFILE NOTHING,
		  "revisit: identical-payload-digest needs a WARC-Payload-Digest\n" },
		{ VERSION TYPE("revisit") ID DATE URI
		  "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified\r\n" NOTHING,
		  "" },
		{ VERSION TYPE("revisit") ID DATE URI "WARC-Profile: http://a.example/mine\r\n" NOTHING,
		  "revisit: WARC-Profile: http://a.example/mine is no profile of the standard\n" },

		/* framing */
		{ "WARC/1.1\nWARC-Type: resource\nWARC-Record-ID: <urn:uuid:1>\nWARC-Date: 2026-01-02T03:04:05Z\n"
		  "WARC-Target-URI: http://a.example/\nContent-Length: 3\n\nabc\r\n\r\n",
		  "resource: header lines end in LF, not CRLF\n" },
		{ RESOURCE "Content-Length: 3\r\n\r\nabc\r\n", "resource: two CRLF should follow its block\n" },
		{ RESOURCE "Content-Length: 9\r\n\r\nabc", "resource: cut short by the end of the file\n" },
		{ RESOURCE "Content-Length: 2\r\n\r\nabc\r\n\r\n",
		  "resource: Content-Length does not lead to the end of the record\n" },

		/* digests; a payload's may be that of the chunk framing, or of what is in it */
		{ RESOURCE "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n" ABC,
		  "resource: block digest is wrong\n" },
		{ RESOURCE "WARC-Block-Digest: "
			   "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\r\n" ABC,
		  "" },
		{ VERSION TYPE("response") ID DATE URI HTTP PAYLOAD
		  "Content-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
		  "\r\n\r\n",
		  "" },
		{ VERSION TYPE("response") ID DATE URI HTTP
		  "WARC-Payload-Digest: sha1:EZMCEYKLYMOWXPIGFLXFT3WW62PQVRQP\r\n" /* of the framing */
		  "Content-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
		  "\r\n\r\n",
		  "" },
		{ VERSION TYPE("response") ID DATE URI HTTP PAYLOAD /* framing undone, header left */
		  "Content-Length: 50\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nabc\r\n\r\n",
		  "" },
		{ VERSION TYPE("response") ID DATE URI HTTP PAYLOAD
		  "Content-Length: 22\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabd\r\n\r\n",
		  "response: payload digest is wrong\n" },
		{ VERSION TYPE("response") ID DATE URI HTTP PAYLOAD /* of HTTP/2, without a reason */
		  "Content-Length: 17\r\n\r\nHTTP/2 200\r\n\r\nabc\r\n\r\n",
		  "" },
		{ VERSION TYPE("response") ID DATE URI HTTP ABC,
		  "response: HTTP message does not begin with a status line\n" },
	};
	char *dir = unit_directory();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_findings(dir, slice_from(cases[i].bytes), cases[i].findings);
	free(dir);
}

static void archive_check_follows_references(void **state)
{
	static const char second[] =
		VERSION TYPE("revisit") "WARC-Record-ID: <urn:uuid:2>\r\n" DATE URI PROFILE PAYLOAD;
	static const struct {
		const char *fields, *findings;
		int64_t outside;
	} cases[] = {
		{ "WARC-Refers-To: <urn:uuid:1>\r\nWARC-Refers-To-Target-URI: http://a.example/\r\n"
		  "WARC-Refers-To-Date: 2026-01-02T03:04:05Z\r\n",
		  "", 0 },
		{ "WARC-Refers-To: <urn:uuid:9>\r\n", "", 1 },
		{ "WARC-Refers-To: <urn:uuid:1>\r\nWARC-Refers-To-Target-URI: http://b.example/\r\n",
		  "revisit: WARC-Refers-To-Target-URI is not that of the record it refers to\n", 0 },
		{ "WARC-Refers-To: <urn:uuid:1>\r\nWARC-Refers-To-Date: 2025-01-02T03:04:05Z\r\n",
		  "revisit: WARC-Refers-To-Date is not that of the record it refers to\n", 0 },
		{ "WARC-Refers-To: <urn:uuid:0>\r\n", "revisit: WARC-Refers-To leads to a record that is no capture\n",
		  0 },
		{ "WARC-Warcinfo-ID: <urn:uuid:0>\r\n", "", 0 },
		{ "WARC-Warcinfo-ID: <urn:uuid:1>\r\n",
		  "revisit: WARC-Warcinfo-ID leads to a record that is no warcinfo\n", 0 },
		{ "WARC-Concurrent-To: <urn:uuid:0>\r\n", "revisit: WARC-Concurrent-To leads to a warcinfo\n", 0 },
	};
	char *dir = unit_directory();
	struct text file, findings;

	(void)state;
	text_init(&file, 1u << 16);
	text_init(&findings, 1u << 16);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *path;

		text_reset(&file);
		text_reset(&findings);
		text_addf(&file, "%s%s%s%s%s", VERSION TYPE("warcinfo") "WARC-Record-ID: <urn:uuid:0>\r\n" DATE NOTHING,
			  second, cases[i].fields, NOTHING,
			  RESOURCE ABC); /* the target comes after what refers to it */
		path = make_file(dir, "case.warc", text_slice(&file));
		assert_int_equal(check_file(path, &findings).outside, cases[i].outside);
		assert_slice_equal(text_slice(&findings), cases[i].findings);
		free(path);
	}
	assert_findings(dir, SLICE(RESOURCE ABC RESOURCE ABC),
			"resource: WARC-Record-ID was that of an earlier record\n");
	text_release(&file);
	text_release(&findings);
	free(dir);
}

static void archive_check_wants_a_gzip_member_for_each_record(void **state)
{
	static const char other[] = VERSION TYPE("metadata") "WARC-Record-ID: <urn:uuid:2>\r\n" DATE ABC;
	char *dir = unit_directory();
	struct text file;

	(void)state;
	text_init(&file, 1u << 16);
	add_gzip_member(&file, SLICE(RESOURCE ABC));
	add_gzip_member(&file, slice_from(other));
	assert_findings(dir, text_slice(&file), "");
	assert_findings(dir, slice_head(text_slice(&file), file.len - 9),
			"metadata: cut short by the end of the file\n");
	text_reset(&file);
	add_gzip_member(&file,
			SLICE(RESOURCE ABC VERSION TYPE("metadata") "WARC-Record-ID: <urn:uuid:2>\r\n" DATE ABC));
	assert_findings(dir, text_slice(&file),
			"resource: its gzip member is not its own: each record has one, and one only\n"
			"metadata: its gzip member is not its own: each record has one, and one only\n");
	text_reset(&file);
	add_gzip_member(&file, SLICE(RESOURCE));
	add_gzip_member(&file, SLICE(ABC));
	assert_findings(dir, text_slice(&file),
			"resource: its gzip member is not its own: each record has one, and one only\n");
	text_release(&file);
	free(dir);
}

static void archive_check_finds_nothing_in_what_wget_writes(void **state)
{
	struct archive_counts counts;
	struct text findings;

	(void)state;
	if (access(FIXTURE, R_OK) != 0)
		unit_skip("no " FIXTURE);
	text_init(&findings, 1u << 16);
	counts = check_file(FIXTURE, &findings);
	assert_slice_equal(text_slice(&findings), "");
	assert_int_equal(counts.records, 19);
	assert_int_equal(counts.digests, 27);
	assert_int_equal(counts.outside, 0);
	text_release(&findings);
}

UNIT(archive_check, cmocka_unit_test(archive_check_finds_what_breaks_a_rule),
     cmocka_unit_test(archive_check_follows_references),
     cmocka_unit_test(archive_check_wants_a_gzip_member_for_each_record),
     cmocka_unit_test(archive_check_finds_nothing_in_what_wget_writes))
