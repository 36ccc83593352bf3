/* ingest/entry_store.h
 *
 * entry_store - what is remembered of the entries of feeds, in a table of ingest's state.  All writing belongs to the
 * state's transaction.
 */
#ifndef INGEST_ENTRY_STORE_H
#define INGEST_ENTRY_STORE_H

#include "ingest/state.h"

struct entry_store;

struct entry_store *entry_store_open(struct state *state);
void entry_store_close(struct entry_store *store);

/* Is the entry known? */
bool entry_store_has(struct entry_store *store, int64_t feed, struct slice key);

/* Note that this entry leads to this page (page_store.h); 0: nowhere. */
void entry_store_note(struct entry_store *store, int64_t feed, struct slice key, int64_t page);

#endif
