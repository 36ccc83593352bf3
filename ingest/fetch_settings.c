/* ingest/fetch_settings.c - what can be set about transfers. */
#include "ingest/fetch.h"

struct fetch_options fetch_options;

const struct setting fetch_settings[] = {
	{ "fetch-timeout-ms", SETTING_NUMBER, &fetch_options.timeout_ms, "20000", 100, 600000,
	  "longest a transfer may take" },
	{ "fetch-connect-timeout-ms", SETTING_NUMBER, &fetch_options.connect_timeout_ms, "10000", 100, 600000,
	  "longest a connection may take to come about" },
	{ "fetch-connections", SETTING_NUMBER, &fetch_options.connections, "64", 1, 1000,
	  "transfers at once; one for a host" },
	{ "host-delay-ms", SETTING_NUMBER, &fetch_options.host_delay_ms, "1000", 0, 3600000,
	  "pause between two requests to one host" },
	{ "allow-hosts", SETTING_LIST, &fetch_options.allow_hosts, NULL, 0, 0,
	  "names or addresses of hosts that may be private, commas between" },
	{ "user-agent", SETTING_STRING, &fetch_options.user_agent, NULL, 0, 0,
	  "User-Agent [wiremill/VERSION (+CONTACT)]" },
	{ "contact", SETTING_STRING, &fetch_options.contact, NULL, 0, 0,
	  "URL or mail address for those who read their logs" },
	{ "proxy", SETTING_STRING, &fetch_options.proxy, NULL, 0, 0,
	  "http://, https://, socks5:// or socks5h://HOST:PORT that all transfers go through" },
	{ "ca-file", SETTING_STRING, &fetch_options.ca_file, NULL, 0, 0,
	  "certificates (PEM) of further authorities to trust" },
	{ "headers-dir", SETTING_STRING, &fetch_options.headers_dir, NULL, 0, 0,
	  "folder of the files that feeds name as wiremill:headersFile" },
	{ .name = NULL },
};
