/* tests/unit/server_process.c - runs a server beside a test. */
#include "tests/unit/server_process.h"
#include "common/clock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 5000

int server_free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static void become(const char *const *words)
{
	int nothing = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(nothing, 1);
	dup2(nothing, 2);
	execvp(words[0], (char *const *)(uintptr_t)words);
	_exit(127);
}

static bool listens(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool connected = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;

	close(fd);
	return connected;
}

pid_t server_start(int port, const char *const *words)
{
	int64_t until_ms = clock_monotonic_ms() + START_MS;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		become(words);
	while (clock_monotonic_ms() < until_ms) {
		if (listens(port))
			return pid;
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return 0;
		poll(NULL, 0, 20);
	}
	server_stop(pid);
	fail_msg("%s does not listen", words[0]);
	return 0;
}

void server_stop(pid_t pid)
{
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}
