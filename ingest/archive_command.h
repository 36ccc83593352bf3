/* ingest/archive_command.h - the command `wiremill archive check|list|index`. */
#ifndef INGEST_ARCHIVE_COMMAND_H
#define INGEST_ARCHIVE_COMMAND_H

/* argv[0] is "archive".  Returns the exit status: 0; 1 when a file cannot be opened; 3 when something in one is not as it
 * should be. */
int archive_main(int argc, char **argv);

#endif
