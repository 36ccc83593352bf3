/* common/stop.c - SIGTERM and SIGINT as a question that a loop asks. */
#include "common/stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t requests, reports;

static void on_signal(int number)
{
	if (requests++)
		_exit(128 + number);
}

static void on_report(int number)
{
	(void)number;
	reports = 1;
}

void stop_watch(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct sigaction report = { .sa_handler = on_report };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGUSR1, &report, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

bool stop_requested(void)
{
	return requests > 0;
}

bool stop_report_wanted(void)
{
	bool wanted = reports;

	reports = 0;
	return wanted;
}
