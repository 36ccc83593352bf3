/* tests/support/newsroom.c - A small web server for tests: a folder of pages, and what sites do wrong.
 *
 * Everything below --root is served with a strong ETag and Last-Modified.  In XML and plain text files
 * the literal @BASE@ becomes the scheme and the Host the client named.  A file ".headers" in the root
 * overrides Content-Type: lines of a path, a blank and the value.  A file ".habits" gives paths a bad habit, in lines of
 * a path, a blank and the habit ("robots.txt status/500"); both may change at any time.  A thread serves each connection, so a
 * slow answer holds up nobody else.  Asked as a proxy it gives its own pages, whatever the host.
 */
#include "newsroom_habits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <signal.h>

#define DEFAULT_PORT   8471
#define PAGE_MAX_BYTES (64UL << 20)

static const char usage_text[] =
	"Usage: newsroom --root DIR [--port N] [--address A] [--log FILE] [--page-bytes N]\n"
	"       newsroom --generate DIR --count N [--page-bytes N]\n"
	"Serve a folder as a news site for tests, or write generated articles 1.html to N.html into DIR.\n\n"
	"  --root DIR        the folder to serve\n"
	"  --port N          0 takes any free port; default 8471\n"
	"  --address A       IPv4 address to listen on; default 127.0.0.1\n"
	"  --tls-cert FILE   speak TLS, with this certificate (PEM)\n"
	"  --tls-key FILE    and its key\n"
	"  --log FILE        append one line a request: METHOD PATH STATUS BYTES if-none-match=... at=MS\n"
	"  --generate DIR    write pages instead of serving\n"
	"  --count N         how many\n"
	"  --page-bytes N    pad generated pages to about N bytes with menus, styles, scripts and teasers\n"
	"  --help            this text\n\n"
	"Once it listens it says \"listening on ADDRESS:PORT\".  PATH is a page, without its first slash.\n"
	"  /gen/N/rss.xml  /gen/article/K.html      a feed of N generated articles; one of them\n"
	"  /x/redirect/N/PATH  /x/moved/PATH        N redirects (302) to PATH; one for good (301)\n"
	"  /x/chain/STATUS/N/PATH                   N redirects of that status to PATH\n"
	"  /x/to/STATUS/URL  /x/redirect-to/URL     a redirect to any URL (percent-encoded); the second a 302\n"
	"  /x/loop  /x/slow/MS/PATH                 a redirect to itself; late\n"
	"  /x/drip/MS/PATH                          a byte every MS milliseconds\n"
	"  /x/flaky/N/PATH                          503 with Retry-After for the first N requests\n"
	"  /x/busy/N/SECONDS/PATH                   429 with Retry-After for the first N; dateSECONDS: as a date\n"
	"  /x/status/CODE  /x/challenge             an empty-handed answer; 403, a browser is wanted\n"
	"  /x/garbage  /x/truncate/PATH             random bytes as text/html; closed half-way\n"
	"  /x/huge/BYTES  /x/length/BYTES/PATH      a stream of so many bytes; a Content-Length that is wrong\n"
	"  /x/chunked/PATH                          a transfer coding\n"
	"  /x/gzip/PATH  /x/br/PATH  /x/zstd/PATH   content codings\n"
	"  /x/coded/CODING/PATH                     a file that is coded already: gzip, deflate, br, zstd\n"
	"  /x/bomb/CODING/BYTES                     so many blanks as gzip, br or zstd\n"
	"  /x/linked/FEED/PATH                      PATH, with a Link header that names FEED as its feed\n"
	"  /x/header/NAME:VALUE/PATH                PATH, with a header line more\n"
	"  /x/echo-headers                          what was asked with\n"
	"A file .habits in DIR gives habits to other paths: lines like \"robots.txt status/500\".\n";

struct options {
	const char *root, *generate, *log, *tls_cert, *tls_key;
	struct sockaddr_in address;
	unsigned long count, page_bytes;
};

/* FNV-1a of the body, as an entity tag. */
static void etag_of(const struct buf *body, char out[static 24])
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < body->size; i++)
		hash = (hash ^ (unsigned char)body->data[i]) * 0x100000001b3;
	snprintf(out, 24, "\"%016" PRIx64 "\"", hash);
}

static const char *header_of(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* Does the client hold this version?  If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2). */
static bool client_has(struct MHD_Connection *c, const struct answer *a, const char *etag)
{
	const char *none_match = header_of(c, "If-None-Match"), *since = header_of(c, "If-Modified-Since");
	struct tm tm = { 0 };

	if (none_match)
		return !strcmp(none_match, "*") || strstr(none_match, etag);
	return since && strptime(since, "%a, %d %b %Y %H:%M:%S GMT", &tm) && a->modified <= timegm(&tm);
}

/* Scheme and the Host the client named, if it can stand in a URL. */
static void base_of(struct MHD_Connection *c, char out[static 256])
{
	const char *host = header_of(c, "Host");
	bool fit = host && *host && strlen(host) < 240 &&
		   !host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-[]")];

	snprintf(out, 256, "%s://%s", server.tls ? "https" : "http", fit ? host : "localhost");
}

struct stream {
	struct buf body;
	uint64_t end;
	unsigned long drip_ms;
	bool truncated;
};

static ssize_t stream_read(void *cls, uint64_t at, char *into, size_t max)
{
	struct pollfd stop = { .fd = server.stop[0], .events = POLLIN };
	const struct stream *s = cls;
	size_t from, n;

	if (at >= s->end || !s->body.size)
		return s->truncated ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;
	if (s->drip_ms) {
		poll(&stop, 1, (int)s->drip_ms);
		max = 1;
	}
	from = (size_t)(at % s->body.size);
	n = s->body.size - from < max ? s->body.size - from : max;
	n = s->end - at < n ? (size_t)(s->end - at) : n;
	memcpy(into, s->body.data + from, n);
	return (ssize_t)n;
}

static void stream_free(void *cls)
{
	struct stream *s = cls;

	free(s->body.data);
	free(s);
}

/* The response of MHD for the answer; takes over its body. */
static struct MHD_Response *response_make(struct answer *a)
{
	struct stream *s;

	if (a->manner == WHOLE && !*a->length)
		return must(MHD_create_response_from_buffer(a->body.size, a->body.data, MHD_RESPMEM_MUST_FREE));
	s = must(malloc(sizeof(*s)));
	*s = (struct stream){ a->body, a->stream_bytes, a->drip_ms, a->manner == TRUNCATED };
	if (a->manner == TRUNCATED)
		s->end = a->body.size / 2;
	if (a->manner == WHOLE)
		s->end = a->body.size;
	return must(MHD_create_response_from_callback(s->truncated ? a->body.size : MHD_SIZE_UNKNOWN, 4096, stream_read,
						      s, stream_free));
}

/* "NAME:VALUE" */
static void line_add(struct MHD_Response *r, const char *line)
{
	size_t n = strcspn(line, ":");
	char name[64];

	snprintf(name, sizeof name, "%.*s", (int)n, line);
	if (line[n])
		MHD_add_response_header(r, name, line + n + 1);
}

static void headers_add(struct MHD_Response *r, const struct answer *a, const char *etag)
{
	char date[64];

	if (a->status != 304 && a->status != 204)
		MHD_add_response_header(r, "Content-Type", a->type);
	if (a->encoding)
		MHD_add_response_header(r, "Content-Encoding", a->encoding);
	if (*a->location)
		MHD_add_response_header(r, "Location", a->location);
	if (*a->retry_after)
		MHD_add_response_header(r, "Retry-After", a->retry_after);
	if (*a->link)
		MHD_add_response_header(r, "Link", a->link);
	if (*a->line)
		line_add(r, a->line);
	if (a->challenge)
		MHD_add_response_header(r, "cf-mitigated", "challenge");
	if (*a->length) {
		MHD_set_response_options(r, MHD_RF_INSANITY_HEADER_CONTENT_LENGTH | MHD_RF_HTTP_VERSION_1_0_ONLY,
					 MHD_RO_END);
		MHD_add_response_header(r, "Content-Length", a->length);
	}
	if (a->modified) {
		http_date(a->modified, date);
		MHD_add_response_header(r, "Last-Modified", date);
		MHD_add_response_header(r, "ETag", etag);
	}
}

/* Written before the answer is sent: a client that has an answer finds its line in the log. */
static void request_log(struct MHD_Connection *c, const char *method, const char *uri, const struct answer *a)
{
	const char *none_match = header_of(c, "If-None-Match"), *since = header_of(c, "If-Modified-Since");
	const char *agent = header_of(c, "User-Agent");
	struct timespec now;

	if (!server.log)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	pthread_mutex_lock(&server.lock);
	fprintf(server.log, "%s %s %u %" PRIu64, method, uri, a->status,
		a->manner == CHUNKED ? a->stream_bytes : (uint64_t)a->body.size);
	fprintf(server.log, " if-none-match=%s if-modified-since=\"%s\" user-agent=\"%s\" at=%lld\n",
		none_match ? none_match : "-", since ? since : "", agent ? agent : "",
		(long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	fflush(server.log);
	pthread_mutex_unlock(&server.lock);
}

/* Send the answer; takes over its body. */
static enum MHD_Result answer_send(struct MHD_Connection *c, const char *method, const char *uri, struct answer *a)
{
	struct MHD_Response *r;
	enum MHD_Result sent;
	char etag[24] = "";

	if (a->modified)
		etag_of(&a->body, etag);
	if (a->modified && client_has(c, a, etag)) {
		a->status = 304;
		a->manner = WHOLE;
		a->body.size = 0;
	}
	request_log(c, method, uri, a);
	r = response_make(a);
	headers_add(r, a, etag);
	sent = MHD_queue_response(c, a->status, r);
	MHD_destroy_response(r);
	return sent;
}

struct request {
	char *uri; /* as it came: MHD decodes what it gives to request_answer() */
	bool headers_seen;
};

static void *request_begin(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct request *r = must(calloc(1, sizeof(*r)));

	(void)cls, (void)c;
	r->uri = must(strdup(uri));
	return r;
}

static void request_end(void *cls, struct MHD_Connection *c, void **request, enum MHD_RequestTerminationCode why)
{
	struct request *r = *request;

	(void)cls, (void)c, (void)why;
	if (r)
		free(r->uri);
	free(r);
	*request = NULL;
}

/* A proxy is asked for whole URLs; this one has them all. */
static const char *path_of(const char *url)
{
	const char *slash = strncmp(url, "http://", 7) ? url : strchr(url + 7, '/');

	return slash ? slash : "/";
}

/* Called when the headers are there, then for each piece of an upload, then to answer; an answer any earlier
 * would cost the connection. */
static enum MHD_Result request_answer(void *cls, struct MHD_Connection *c, const char *url, const char *method,
				      const char *version, const char *upload, size_t *upload_bytes, void **request)
{
	struct request *r = *request;
	struct answer a = { .connection = c, .status = 200 };
	char base[256];

	(void)cls, (void)version, (void)upload;
	if (!r->headers_seen || *upload_bytes) {
		r->headers_seen = true;
		*upload_bytes = 0;
		return MHD_YES;
	}
	base_of(c, base);
	if (strcmp(method, "GET") && strcmp(method, "HEAD"))
		answer_error(&a, 405);
	else
		url_serve(&a, path_of(url), base);
	return answer_send(c, method, r->uri, &a);
}

/* --- the process --- */

static void address_print(struct MHD_Daemon *daemon, const struct sockaddr_in *address)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
	char ip[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address->sin_addr, ip, sizeof(ip));
	printf("listening on %s:%u\n", ip, (unsigned)info->port);
	fflush(stdout);
}

static void server_open(const struct options *o)
{
	server.root = open(o->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (server.root < 0)
		die(o->root);
	server.log = o->log ? fopen(o->log, "ae") : NULL;
	if (o->log && !server.log)
		die(o->log);
	if (pipe2(server.stop, O_CLOEXEC) < 0)
		die("pipe");
	server.page_bytes = o->page_bytes;
}

static void server_close(void)
{
	for (size_t i = 0; i < server.nflaky; i++)
		free(server.flaky[i].path);
	free(server.flaky);
	if (server.log)
		fclose(server.log);
	close(server.root);
	close(server.stop[0]);
}

static char *pem_read(const char *path, struct buf *into)
{
	time_t ignored;

	if (file_read_at(AT_FDCWD, path, into, &ignored) < 0 || !into->size)
		die(path);
	return into->data;
}

/* Serve until SIGTERM or SIGINT. */
static int serve(const struct options *o)
{
	const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL;
	struct buf cert = { 0 }, key = { 0 };
	struct MHD_OptionItem tls[3] = { { 0 } };
	struct MHD_Daemon *daemon;
	sigset_t signals;
	int got;

	server_open(o);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (o->tls_cert) {
		tls[0] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0, pem_read(o->tls_cert, &cert) };
		tls[1] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0, pem_read(o->tls_key, &key) };
		server.tls = true;
	}
	tls[server.tls ? 2 : 0] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	daemon = MHD_start_daemon(flags | (server.tls ? MHD_USE_TLS : 0), ntohs(o->address.sin_port), NULL, NULL,
				  request_answer, NULL, MHD_OPTION_SOCK_ADDR, &o->address, MHD_OPTION_URI_LOG_CALLBACK,
				  request_begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, request_end, NULL, MHD_OPTION_ARRAY,
				  tls, MHD_OPTION_END);
	if (!daemon)
		die("listen");
	address_print(daemon, &o->address);
	sigwait(&signals, &got);
	close(server.stop[1]); /* wakes the slow answers */
	MHD_stop_daemon(daemon);
	free(cert.data);
	free(key.data);
	server_close();
	return 0;
}

/* Write articles 1 to count as files. */
static int generate(const struct options *o)
{
	struct buf page = { 0 };
	char name[32];
	int dir, fd;

	if (mkdir(o->generate, 0755) < 0 && errno != EEXIST)
		die(o->generate);
	dir = open(o->generate, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		die(o->generate);
	for (unsigned long k = 1; k <= o->count; k++) {
		page.size = 0;
		page_generate(&page, k, o->page_bytes);
		snprintf(name, sizeof(name), "%lu.html", k);
		fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (fd < 0 || write(fd, page.data, page.size) != (ssize_t)page.size || close(fd) < 0)
			die(name);
	}
	free(page.data);
	close(dir);
	return 0;
}

static _Noreturn void usage_fail(const char *why)
{
	fprintf(stderr, "newsroom: %s\n%s", why, usage_text);
	exit(2);
}

static unsigned long number_option(const char *value, unsigned long max, const char *why)
{
	unsigned long n;

	if (!number_cut(&value, max, &n) || *value)
		usage_fail(why);
	return n;
}

static void option_take(struct options *o, int option)
{
	switch (option) {
	case 'r': o->root = optarg; break;
	case 'g': o->generate = optarg; break;
	case 'l': o->log = optarg; break;
	case 'c': o->tls_cert = optarg; break;
	case 'k': o->tls_key = optarg; break;
	case 'n': o->count = number_option(optarg, GENERATED_MAX, "--count: no number"); break;
	case 'b': o->page_bytes = number_option(optarg, PAGE_MAX_BYTES, "--page-bytes: no number"); break;
	case 'p': o->address.sin_port = htons((uint16_t)number_option(optarg, 65535, "--port: no port")); break;
	case 'a':
		if (inet_pton(AF_INET, optarg, &o->address.sin_addr) != 1)
			usage_fail("--address: no IPv4 address");
		break;
	case 'h': fputs(usage_text, stdout); exit(0);
	default: usage_fail("unknown option");
	}
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "port", required_argument, NULL, 'p' },
		{ "address", required_argument, NULL, 'a' },
		{ "log", required_argument, NULL, 'l' },
		{ "tls-cert", required_argument, NULL, 'c' },
		{ "tls-key", required_argument, NULL, 'k' },
		{ "generate", required_argument, NULL, 'g' },
		{ "count", required_argument, NULL, 'n' },
		{ "page-bytes", required_argument, NULL, 'b' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct options o = { .address = {
				     .sin_family = AF_INET,
				     .sin_port = htons(DEFAULT_PORT),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
			     } };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		option_take(&o, option);
	if (optind < argc || !o.root == !o.generate)
		usage_fail("either --root or --generate");
	if (!o.tls_cert != !o.tls_key)
		usage_fail("--tls-cert and --tls-key go together");
	return o.generate ? generate(&o) : serve(&o);
}
