/* ingest/room.c - free space of a few disks, asked now and then. */
#include "ingest/room.h"
#include "common/clock.h"
#include "common/die.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/stop.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MAX_DIRS    4
#define ASK_MS      1000
#define SAY_MS      60000
#define PROBE_BYTES ((off_t)1 << 20)

static int64_t reserve_mb;

const struct setting room_settings[] = {
	{ "disk-reserve-mb", SETTING_NUMBER, &reserve_mb, "64", 0, INT32_MAX,
	  "with less of the disk free, nothing is taken in" },
	{ .name = NULL },
};

static struct {
	const char *dir[MAX_DIRS];
	size_t ndirs;
	bool full, refused;
	int64_t asked_ms, said_ms, since_ms;
} room;

void room_watch(const char *dir)
{
	assert(room.ndirs < MAX_DIRS);
	if (dir)
		room.dir[room.ndirs++] = dir;
}

/* Of the folder, or of what it will be made in.  INT64_MAX when nobody can tell. */
static int64_t free_bytes(const char *dir)
{
	struct statvfs vfs;
	char *path = xstrdup(dir), *at = path;
	int got;

	while ((got = statvfs(at, &vfs)) < 0 && errno == ENOENT && strcmp(at, ".") != 0 && strcmp(at, "/") != 0)
		at = dirname(at);
	free(path);
	return got < 0 ? INT64_MAX : (int64_t)vfs.f_bavail * (int64_t)vfs.f_frsize;
}

/* Free space is not all: there are quotas.  Can something be written? */
static bool can_write(const char *dir)
{
	char *path = xprintf("%s/.room", dir);
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600), error;

	error = fd < 0 ? errno : posix_fallocate(fd, 0, PROBE_BYTES);
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	free(path);
	return error == 0 || error == ENOENT;
}

/* The first folder without room; NULL: all have it. */
static const char *full_dir(void)
{
	for (size_t i = 0; i < room.ndirs; i++)
		if (free_bytes(room.dir[i]) < reserve_mb * 1000 * 1000 || (room.refused && !can_write(room.dir[i])))
			return room.dir[i];
	return NULL;
}

static void say_full(const char *dir, int64_t now_ms)
{
	if (!room.full) {
		room.since_ms = now_ms;
		metrics_add("wiremill_disk_full_total", "", 1);
	} else if (now_ms - room.said_ms < SAY_MS) {
		return;
	}
	room.said_ms = now_ms;
	log_event(ERROR, "disk-full", "dir=" LOG_QUOTED " free_mb=%" PRId64 " reserve_mb=%" PRId64 " what=" LOG_QUOTED,
		  LOG_QUOTE(slice_from(dir)), free_bytes(dir) / 1000000, reserve_mb,
		  "nothing is fetched or submitted; make room, and it goes on by itself");
}

bool room_left(void)
{
	int64_t now_ms = clock_monotonic_ms();
	const char *dir;

	if (room.asked_ms && now_ms - room.asked_ms < ASK_MS)
		return !room.full;
	if (room.full)
		metrics_add("wiremill_disk_full_seconds_total", "", (uint64_t)(now_ms - room.asked_ms) / 1000);
	room.asked_ms = now_ms;
	dir = full_dir();
	if (dir)
		say_full(dir, now_ms);
	else if (room.full)
		log_event(WARN, "disk-room", "waited_s=%" PRId64, (now_ms - room.since_ms) / 1000);
	room.full = dir != NULL;
	room.refused &= room.full;
	return !room.full;
}

void room_refused(int error)
{
	log_event(ERROR, "disk-refused", "error=" LOG_QUOTED, strerror(error));
	if (!room.full && room.ndirs > 0)
		say_full(room.dir[0], clock_monotonic_ms());
	room.asked_ms = clock_monotonic_ms();
	room.full = room.refused = true;
}

bool room_wait(void)
{
	while (!room_left() && !stop_requested())
		poll(NULL, 0, ASK_MS);
	return room_left();
}
