/* common/pipe.h
 *
 * pipe - one end of a connection to or at the dispatcher; the only module that knows ZeroMQ.
 *
 * "@ipc:///run/wiremill/dispatch" binds (ROUTER), ">tcp://dispatch:5555" connects (DEALER, reconnects for ever).
 * Measured traps that the settings inside answer are listed in pipe.c.  A pipe belongs to one thread, and is
 * opened after the last fork.
 */
#ifndef COMMON_PIPE_H
#define COMMON_PIPE_H

#include "common/envelope.h"
#include "common/settings.h"

struct pipe;

/* `self` (PEER_MAX bytes at most) is the identity that the bound end sees; it must be new at every process
 * start; unused when binding.  Returns the pipe, to pipe_close(); dies with a sentence when the endpoint is wrong
 * or cannot be bound, or a tcp endpoint has no keys (--keys) and --insecure was not said. */
struct pipe *pipe_open(const char *endpoint, const char *self);
void pipe_close(struct pipe **pipe);

/* Send *env and take it over: *env becomes NULL.  Never waits.  Returns 0; or -1, *env still the caller's, and errno:
 * EAGAIN (the peer's queue is full), EHOSTUNREACH (bound end: the peer is gone), EMSGSIZE (over ENVELOPE_MAX_BYTES). */
int pipe_send(struct pipe *pipe, struct envelope **env);

/* Wait up to timeout_ms (0: not at all) for a message.  Returns 1 and the caller's envelope; 0 when none came; -1
 * and EINTR when a signal came.  What cannot be a message (no header, too many frames) is counted and skipped;
 * probes are skipped. */
int pipe_recv(struct pipe *pipe, struct envelope **env, int timeout_ms);

/* Bound end: is the peer still connected?  Sends it an empty message, which it ignores. */
bool pipe_peer_alive(struct pipe *pipe, struct slice peer);

/* To wait for it among other descriptors: readable means "ask pipe_recv(…, 0) until it says 0". */
int pipe_fd(const struct pipe *pipe);

/* Make a CURVE key pair (RFC 7748 keys as ZeroMQ's Z85 text, 40 characters and a NUL each). */
#define PIPE_KEY_SIZE 41
void pipe_make_keys(char public_key[PIPE_KEY_SIZE], char secret_key[PIPE_KEY_SIZE]);

/* --keys DIR, --insecure: rows for the settings of every process that opens a pipe. */
extern const struct setting pipe_settings[];

#endif
