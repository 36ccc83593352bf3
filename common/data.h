/* common/data.h
 *
 * data - where the gazetteer and the lexicons are: --data DIR, else beside the program (../../data of build/bin,
 * ../share/wiremill of bin).
 */
#ifndef COMMON_DATA_H
#define COMMON_DATA_H

#include "common/settings.h"

/* The whole content of data/NAME, followed by a NUL byte, to free(); dies when it cannot be read. */
struct slice data_read(const char *name);

extern const struct setting data_settings[];

#endif
