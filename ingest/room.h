/* ingest/room.h
 *
 * room - whether there is disk left for what must not be lost: archive, state, dead letters.
 *
 * While one of their disks has less free than the reserve (--disk-reserve-mb), or since a write was refused and until one
 * of that kind succeeds, nothing new is fetched or submitted; what is under way ends and is written, for which the reserve
 * is there.  It is said in the log at once and every minute, and counted in wiremill_disk_full_total (times) and
 * wiremill_disk_full_seconds_total.
 */
#ifndef INGEST_ROOM_H
#define INGEST_ROOM_H

#include "common/settings.h"

extern const struct setting room_settings[]; /* --disk-reserve-mb */

/* Look after the disk of this folder, which may not be there yet; NULL: nothing to look after.  Used until the end. */
void room_watch(const char *dir);

/* Is there room?  Asks the system once a second at most. */
bool room_left(void);

/* A write to one of the folders failed for want of room, as errno says. */
void room_refused(int error);

/* Wait until there is; false when the process is asked to stop before. */
bool room_wait(void);

#endif
