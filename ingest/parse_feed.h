/* ingest/parse_feed.h - the command `wiremill parse-feed`: feeds from files to JSON documents. */
#ifndef INGEST_PARSE_FEED_H
#define INGEST_PARSE_FEED_H

/* argv[0] is "parse-feed".  Returns the exit status. */
int parse_feed_main(int argc, char **argv);

#endif
