/* tests/unit/newsroom_process.c - starts and stops the newsroom. */
#include "tests/unit/newsroom_process.h"
#include "common/die.h"
#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 5000

/* The newsroom is built beside this program. */
static char *program_path(void)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	assert_true(n > 0);
	self[n] = '\0';
	slash = strrchr(self, '/');
	assert_non_null(slash);
	*slash = '\0';
	return xprintf("%s/newsroom", self);
}

static void run(const struct newsroom *n, int out, const char *cert, const char *key)
{
	char *program = program_path();

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(out, 1);
	if (cert)
		execl(program, program, "--port", "0", "--root", n->root, "--log", n->log, "--tls-cert", cert,
		      "--tls-key", key, (char *)NULL);
	else
		execl(program, program, "--port", "0", "--root", n->root, "--log", n->log, (char *)NULL);
	_exit(127);
}

/* It says "listening on 127.0.0.1:40123". */
static void read_port(struct newsroom *n, int in, const char *scheme)
{
	static const char says[] = "listening on ";
	struct pollfd ready = { .fd = in, .events = POLLIN };
	char line[128] = "";
	size_t len = 0;

	while (!memchr(line, '\n', len)) {
		ssize_t got;

		assert_int_equal(poll(&ready, 1, START_MS), 1);
		got = read(in, line + len, sizeof line - 1 - len);
		assert_true(got > 0);
		len += (size_t)got;
	}
	assert_memory_equal(line, says, sizeof says - 1);
	line[strcspn(line, "\n")] = '\0';
	snprintf(n->base, sizeof n->base, "%s://%.40s", scheme, line + sizeof says - 1);
}

void newsroom_start(struct newsroom *n)
{
	newsroom_start_tls(n, NULL, NULL);
}

void newsroom_start_tls(struct newsroom *n, const char *cert, const char *key)
{
	int pipes[2];

	*n = (struct newsroom){ .root = unit_directory() };
	n->log = xprintf("%s/.log", n->root);
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	n->pid = fork();
	assert_true(n->pid >= 0);
	if (n->pid == 0)
		run(n, pipes[1], cert, key);
	close(pipes[1]);
	read_port(n, pipes[0], cert ? "https" : "http");
	close(pipes[0]);
}

void newsroom_stop(struct newsroom *n)
{
	kill(n->pid, SIGTERM);
	while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(n->log);
	free(n->root);
}

void newsroom_put(const struct newsroom *n, const char *path, struct slice bytes)
{
	char *full = xprintf("%s/%s", n->root, path);
	int fd = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, bytes), 0);
	close(fd);
	free(full);
}

char *newsroom_log(const struct newsroom *n)
{
	char *log = xmalloc(1 << 20);
	int fd = open(n->log, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, log, (1 << 20) - 1);

	assert_true(got >= 0);
	log[got] = '\0';
	if (fd >= 0)
		close(fd);
	return log;
}

size_t newsroom_asked(const struct newsroom *n, const char *path)
{
	char *log = newsroom_log(n), *prefix = xprintf("GET %s ", path);
	struct slice rest = slice_from(log), line;
	size_t asked = 0;

	while (slice_next_line(&rest, &line))
		asked += slice_starts(line, slice_from(prefix));
	free(prefix);
	free(log);
	return asked;
}
