/* cli/supervise.c - starts, restarts and stops the processes of one machine. */
#include "cli/supervise.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CHILDREN   256
#define BACKOFF_MS     20
#define BACKOFF_MAX_MS 1000
#define HEALTHY_MS     1000 /* who lived so long starts afresh */
#define GIVE_UP        5
#define STOP_MS        40000 /* who has not gone so long after SIGTERM is killed */

struct child {
	enum part part;
	const char *name;
	char **argv;
	pid_t pid; /* 0: not running */
	int64_t started_ms, start_at_ms;
	int falls;    /* in a row, without having been healthy */
	int failures; /* of these, how many were its own exit with an error */
};

enum phase { RUNNING, STOPPING_WORKERS, STOPPING_DISPATCH, DONE };

static struct child children[MAX_CHILDREN];
static size_t nchildren;
static enum phase phase;
static int status, stop_requests;
static int64_t phase_since_ms;

void supervise_add(enum part part, const char *name, char **argv)
{
	if (nchildren == MAX_CHILDREN)
		die_usage("more than %d processes", MAX_CHILDREN);
	children[nchildren++] = (struct child){ .part = part, .name = name, .argv = argv };
}

char *supervise_program(const char *name)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n < 0)
		die_errno("cannot find my own program (/proc/self/exe)");
	self[n] = '\0';
	return xprintf("%s/wiremill-%s", dirname(self), name);
}

/* In a group of its own, so that Ctrl-C reaches only us; and not without us: killed when we are, which is safe, so that the
 * next start finds nobody in its way. */
static _Noreturn void become(const struct child *c, pid_t parent)
{
	char *program = supervise_program(c->argv[0]);
	sigset_t none;

	c->argv[0] = xprintf("wiremill-%s", c->argv[0]);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	execv(program, c->argv);
	die_errno("%s", program);
}

static void start(struct child *c)
{
	pid_t parent = getpid();

	c->pid = fork();
	if (c->pid < 0)
		die_errno("cannot fork for %s", c->name);
	if (c->pid == 0)
		become(c, parent);
	c->started_ms = clock_monotonic_ms();
}

static void tell(enum part part, int number)
{
	for (size_t i = 0; i < nchildren; i++)
		if (children[i].part == part && children[i].pid)
			kill(children[i].pid, number);
}

static bool running(enum part part)
{
	for (size_t i = 0; i < nchildren; i++)
		if (children[i].part == part && children[i].pid)
			return true;
	return false;
}

static void enter(enum phase next)
{
	phase = next;
	phase_since_ms = clock_monotonic_ms();
	if (next == STOPPING_WORKERS)
		tell(PART_WORKER, SIGTERM);
	else if (next == STOPPING_DISPATCH)
		tell(PART_DISPATCH, SIGTERM);
}

static void end_all(int exit_status)
{
	status = exit_status;
	tell(PART_SOURCE, SIGKILL); /* without the others it could only wait; what is unsettled comes first next time */
	if (phase == RUNNING)
		enter(STOPPING_WORKERS);
}

static void schedule_restart(struct child *c, int how)
{
	int64_t now = clock_monotonic_ms(), wait = BACKOFF_MS;

	if (now - c->started_ms >= HEALTHY_MS)
		c->falls = c->failures = 0;
	for (int i = 0; i < c->falls && wait < BACKOFF_MAX_MS; i++)
		wait *= 2;
	c->falls++;
	c->failures += WIFEXITED(how);
	c->start_at_ms = now + (wait < BACKOFF_MAX_MS ? wait : BACKOFF_MAX_MS);
	log_event(WARN, "died", "name=%s %s=%d restart_ms=%lld", c->name, WIFEXITED(how) ? "status" : "signal",
		  WIFEXITED(how) ? WEXITSTATUS(how) : WTERMSIG(how), (long long)(c->start_at_ms - now));
	if (c->failures >= GIVE_UP) {
		fprintf(stderr, "wiremill: %s ended %d times in a row with an error (see above); giving up\n", c->name,
			GIVE_UP);
		end_all(1);
	}
}

static void on_end(struct child *c, int how)
{
	c->pid = 0;
	if (phase != RUNNING)
		return;
	if (c->part == PART_SOURCE && WIFEXITED(how)) {
		status = WEXITSTATUS(how);
		enter(STOPPING_WORKERS);
	} else if (c->part == PART_SOURCE && stop_requests) {
		end_all(1); /* it died while it drained: the rest waits for the next start */
	} else if (WIFEXITED(how) && WEXITSTATUS(how) == 2) {
		end_all(2); /* wrong usage does not get better */
	} else {
		schedule_restart(c, how);
	}
}

static void reap(void)
{
	int how;
	pid_t pid;

	while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
		for (size_t i = 0; i < nchildren; i++)
			if (children[i].pid == pid)
				on_end(&children[i], how);
}

static void on_stop_signal(void)
{
	if (++stop_requests == 1) {
		tell(PART_SOURCE, SIGTERM);
		if (!running(PART_SOURCE))
			end_all(1);
		return;
	}
	for (enum part p = PART_DISPATCH; p <= PART_SOURCE; p++)
		tell(p, SIGKILL);
	status = 1;
	phase = DONE;
}

static void read_signals(int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			reap();
		else
			on_stop_signal();
	}
}

static void start_due(void)
{
	int64_t now = clock_monotonic_ms();

	for (size_t i = 0; i < nchildren && phase == RUNNING; i++)
		if (!children[i].pid && children[i].start_at_ms <= now)
			start(&children[i]);
}

static void advance(void)
{
	if (phase == STOPPING_WORKERS && !running(PART_WORKER) && !running(PART_SOURCE))
		enter(STOPPING_DISPATCH);
	if (phase == STOPPING_DISPATCH && !running(PART_DISPATCH))
		phase = DONE;
	if ((phase == STOPPING_WORKERS || phase == STOPPING_DISPATCH) &&
	    clock_monotonic_ms() - phase_since_ms > STOP_MS) {
		fprintf(stderr,
			"wiremill: some processes did not stop in %d s and are killed; nothing is lost by that\n",
			STOP_MS / 1000);
		for (enum part p = PART_DISPATCH; p <= PART_SOURCE; p++)
			tell(p, SIGKILL);
		phase = DONE;
		status = 1;
	}
}

int supervise_run(void)
{
	struct pollfd poller = { .events = POLLIN };
	sigset_t watched;

	sigemptyset(&watched);
	sigaddset(&watched, SIGCHLD);
	sigaddset(&watched, SIGTERM);
	sigaddset(&watched, SIGINT);
	sigprocmask(SIG_BLOCK, &watched, NULL);
	poller.fd = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
	if (poller.fd < 0)
		die_errno("signalfd");
	while (phase != DONE) {
		start_due();
		if (poll(&poller, 1, BACKOFF_MS) < 0 && errno != EINTR)
			die_errno("poll");
		read_signals(poller.fd);
		advance();
	}
	close(poller.fd);
	return status;
}
