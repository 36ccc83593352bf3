/* ingest/parse_feed.h - the command `wiremill-ingest parse-feed`. */
#ifndef INGEST_PARSE_FEED_H
#define INGEST_PARSE_FEED_H

/* argv[0] is "parse-feed".  Returns the exit status: 0, or 3 when an input was refused. */
int parse_feed_main(int argc, char **argv);

#endif
