/* normalize/clean_dateline.h
 *
 * dateline - place and agency at the head of a report: "Hanoi (VNA) – ", "ROMA, 28 LUG (ANSA) - ", "NDO - ".
 */
#ifndef NORMALIZE_CLEAN_DATELINE_H
#define NORMALIZE_CLEAN_DATELINE_H

#include "common/slice.h"

struct dateline {
	struct slice place, agency; /* either may be empty */
	size_t bytes;               /* of the line, with the dash and the space behind it; 0 if there is no dateline */
};

/* A dash alone at the start is the rest of one: bytes without place and agency. */
struct dateline dateline_read(struct slice line);

#endif
