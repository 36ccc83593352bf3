/* cli/keygen.c - writes a set of CURVE keys into a folder: one pair for the dispatcher, one for its peers. */
#include "cli/keygen.h"
#include "common/die.h"
#include "common/file.h"
#include "common/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_key(const char *dir, const char *name, const char *key, mode_t mode)
{
	char *path = xprintf("%s/%s", dir, name);
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, mode);

	if (fd < 0 || file_write_all(fd, slice_from(key)) < 0 || file_write_all(fd, SLICE("\n")) < 0 || fsync(fd) < 0)
		die_errno("%s", path);
	close(fd);
	free(path);
}

static void write_pair(const char *dir, const char *who)
{
	char public_key[PIPE_KEY_SIZE], secret_key[PIPE_KEY_SIZE];
	char *public_name = xprintf("%s.pub", who), *secret_name = xprintf("%s.key", who);

	pipe_make_keys(public_key, secret_key);
	write_key(dir, secret_name, secret_key, 0600);
	write_key(dir, public_name, public_key, 0644);
	free(public_name);
	free(secret_name);
}

int keygen_main(int argc, char **argv)
{
	const struct setting *tables[] = { NULL };
	const struct command command = {
		.name = "wiremill keygen",
		.synopsis = "DIR",
		.summary = "Makes CURVE keys for tcp: DIR/dispatch.key and .pub for the dispatcher, DIR/peer.key and "
			   ".pub for all that\n"
			   "connect to it.  Keys that are there already are kept, and that is said.",
		.tables = tables,
	};
	int first = settings_read(&command, argc, argv);
	char *last;

	if (first == argc)
		die_usage("the folder for the keys is missing");
	if (first + 1 < argc)
		die_usage("%s: one folder is enough for all keys", argv[first + 1]);
	file_make_directory(argv[first]);
	last = xprintf("%s/peer.pub", argv[first]); /* written last: a set without it is unfinished, and made anew */
	if (access(last, F_OK) == 0) {
		fprintf(stderr, "wiremill: %s: keys are there already and are kept\n", argv[first]);
	} else {
		write_pair(argv[first], "dispatch");
		write_pair(argv[first], "peer");
		fprintf(stderr, "wiremill: keys written to %s; give dispatch.key to the dispatcher alone\n",
			argv[first]);
	}
	free(last);
	return 0;
}
