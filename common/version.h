/* common/version.h - the version of the program; every process of one release has the same. */
#ifndef COMMON_VERSION_H
#define COMMON_VERSION_H

#define WIREMILL_VERSION "0.1.0"

#endif
