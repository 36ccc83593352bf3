/* common/process.c - how every process begins. */
#include "common/process.h"
#include "common/die.h"
#include "common/log.h"
#include "common/stop.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

static const char *log_level;

const struct setting process_settings[] = {
	{ "log-level", SETTING_STRING, &log_level, "info", 0, 0, "debug, info, warn or error" },
	{ 0 },
};

int process_start(const struct command *command, int argc, char **argv)
{
	int first;

	die_set_program(command->name);
	first = settings_read(command, argc, argv);
	if (log_set_threshold(log_level) < 0)
		die_usage("--log-level: \"%s\" is none of debug, info, warn, error", log_level);
	stop_watch();
	return first;
}

void process_boot(char boot[BOOT_SIZE])
{
	uint64_t random;

	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		die_errno("no random bytes");
	snprintf(boot, BOOT_SIZE, "%016llx", (unsigned long long)random);
}

char *process_peer_name(const char *given, const char *stage)
{
	char host[HOST_NAME_MAX + 1] = "localhost";

	if (given)
		return xstrdup(given);
	if (gethostname(host, sizeof host - 1) < 0)
		die_errno("no host name; say --name");
	/* in a container the process is always 1, and the host name tells them apart; elsewhere the process does */
	return getpid() == 1 ? xprintf("%s@%s", stage, host) : xprintf("%s@%s:%d", stage, host, (int)getpid());
}
