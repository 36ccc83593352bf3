# tests/scenario/k_websub.bats - a hub pushes what is new: it arrives without a poll, and only if it is signed.

load harness

# hub [ARGUMENT...]: starts the hub; sets $hub (URL) and $hub_log.
hub() {
    hub_log=$dir/hub.log
    mkfifo "$dir/hub.fifo"
    /usr/bin/python3 "$repo/tests/support/hub.py" --log "$hub_log" "$@" >"$dir/hub.fifo" &
    hub_pid=$!
    read -r _ _ hub <"$dir/hub.fifo"
    hub=http://$hub
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# watch [ARGUMENT...]: wiremill on the hub's feed; sets $wiremill (pid).
watch() {
    : "${port:=$(free_port)}"
    "$WIREMILL_BIN/wiremill" run --feeds "$hub/feed.xml" --out "$out" --allow-hosts 127.0.0.1 --host-delay-ms 1 \
        --websub-listen "127.0.0.1:$port" --websub-url "http://127.0.0.1:$port/base" --log-level info "$@" 2>>"$dir/stderr" &
    wiremill=$!
}

control() {
    curl -fsS "$hub/control/$1"
}

logged() {
    [ "$(grep -cE "$2" "$hub_log")" -ge "$1" ]
}

# Is there a document of it, in a segment that is closed or open?
article() {
    cat "$out"/segments/* | grep -q "article-number-$1,"
}

polls() {
    grep -c '^GET /feed.xml' "$hub_log"
}

is_watching() {
    eventually article 1
    eventually logged 1 '^VERIFY 200 echoed$'
}

@test "subscribed, verified, pushed: a new entry's article arrives without a poll" {
    hub
    watch
    is_watching
    [ "$(polls)" -eq 1 ]
    grep -qE '^FORM hub.topic='"$hub"'/feed.xml$' "$hub_log"
    grep -qE '^FORM hub.callback=http://127.0.0.1:'"$port"'/base/[0-9a-f]{64}$' "$hub_log"
    control publish?n=2
    [ "$(control push?how=signed)" = 202 ]
    eventually article 2
    control publish?n=3
    [ "$(control 'push?how=gzip&method=sha512')" = 202 ]
    eventually article 3
    control publish?n=4
    [ "$(control 'push?how=signed&method=sha1')" = 202 ]
    eventually article 4
    [ "$(polls)" -eq 1 ]
    # each is a capture of its own, whole in the archive
    [ "$(zcat "$out"/archive/* | grep -ac '^WARC-Type: resource')" -eq 3 ]
    kill -TERM $wiremill
    ends $wiremill 0
    [ -z "$(dead_letters)" ]
    valid_documents
}

@test "the hub may be named by a Link header" {
    hub --link-header
    watch
    is_watching
    control publish?n=2
    [ "$(control push?how=signed)" = 202 ]
    eventually article 2
}

@test "what is not signed by the hub is ignored, and not told apart; an address that was not given out is not there" {
    hub
    watch
    is_watching
    control publish?n=2
    [ "$(control push?how=forged)" = 202 ]
    [ "$(control push?how=bare)" = 202 ]
    [ "$(control 'push?how=signed&method=md5')" = 202 ]
    [ "$(control elsewhere)" = 404 ]
    # the pushes above came before this one, and would have brought the article with them
    control publish?n=1
    [ "$(control push?how=signed)" = 202 ]
    eventually logged_by_wiremill 3 event=websub_unsigned
    for _ in {1..20}; do
        control push?how=forged
    done
    [ "$(grep -c event=websub_unsigned "$dir/stderr")" -le 10 ]
    run article 2
    [ "$status" -ne 0 ]
    [ "$(zcat "$out"/archive/*.open | grep -ac '^WARC-Type: resource')" -eq 1 ]
}

logged_by_wiremill() {
    [ "$(grep -c "$2" "$dir/stderr")" -ge "$1" ]
}

@test "only what was asked for is confirmed" {
    hub
    watch
    is_watching
    [ "$(control 'ask?mode=subscribe&topic=http://other.example/')" = 404 ]
    [ "$(control ask?mode=unsubscribe)" = 404 ]
    [ "$(control ask?mode=subscribe)" = 200 ]
}

@test "a hub that denies is told nothing more, and what it pushes is not wanted" {
    hub
    watch
    is_watching
    [ "$(control ask?mode=denied)" = 200 ]
    control publish?n=2
    [ "$(control push?how=signed)" = 410 ]
    grep -q 'event=websub_denied' "$dir/stderr"
}

@test "a lease is renewed before it ends" {
    hub --lease 6
    watch
    is_watching
    eventually logged 2 '^POST /hub 202$'
    eventually logged 2 '^VERIFY 200 echoed$'
    control publish?n=2
    [ "$(control push?how=signed)" = 202 ]
    eventually article 2
}

@test "a hub that does not answer: polling goes on as if there were none" {
    hub
    control 'status?hub=500'
    WIREMILL_FEED_INTERVAL_S=1 WIREMILL_FEED_INTERVAL_MIN_S=1 watch
    eventually article 1
    eventually logged 1 '^POST /hub 500$'
    control publish?n=2
    eventually article 2
    grep -q 'event=websub_failed' "$dir/stderr"
}

@test "a poll that finds what the hub did not push: the hub is asked anew" {
    hub
    WIREMILL_FEED_INTERVAL_S=2 WIREMILL_FEED_INTERVAL_MIN_S=2 WIREMILL_FEED_INTERVAL_MAX_S=2 watch
    is_watching
    [ "$(control push?how=signed)" = 202 ]
    control publish?n=2
    eventually article 2
    eventually logged_by_wiremill 1 event=websub_missed
    eventually logged 2 '^VERIFY 200 echoed$'
}

@test "a hub that pushes is trusted: the feed is polled once a day" {
    hub
    WIREMILL_FEED_INTERVAL_S=1 WIREMILL_FEED_INTERVAL_MIN_S=1 watch
    is_watching
    # not before it has pushed
    [ "$(next_poll_s)" -lt 60 ]
    [ "$(control push?how=signed)" = 202 ]
    eventually polled_once_a_day
}

@test "a hub that was trusted and then denies: the feed is polled at once" {
    hub
    WIREMILL_FEED_INTERVAL_S=1 WIREMILL_FEED_INTERVAL_MIN_S=1 watch
    is_watching
    [ "$(control push?how=signed)" = 202 ]
    eventually polled_once_a_day
    control publish?n=2
    [ "$(control ask?mode=denied)" = 200 ]
    eventually article 2
}

next_poll_s() {
    sqlite3 -readonly "$out/state/ingest.sqlite" "SELECT due_ms / 1000 - strftime('%s') FROM feeds"
}

polled_once_a_day() {
    [ "$(next_poll_s)" -gt 75000 ]
}

@test "what is pushed while the disk is full is answered 503, and taken when there is room" {
    small_disk 4m
    mkdir -p "$out" "$dir/out"
    ln -s "$out" "$dir/out/archive"
    out=$dir/out
    hub
    WIREMILL_DISK_RESERVE_MB=0 watch
    is_watching
    head -c 5000000 /dev/zero >"$dir/disk/junk" || true
    eventually pushed 503 # the last block of the archive may have room
    control publish?n=2
    pushed 503
    rm "$dir/disk/junk"
    eventually logged_by_wiremill 1 event=disk-room
    pushed 202
    eventually article 2
}

pushed() {
    [ "$(control push?how=signed)" = "$1" ]
}

@test "after a restart the subscription is still there" {
    hub
    watch
    is_watching
    control publish?n=2
    [ "$(control push?how=signed)" = 202 ]
    eventually article 2
    kill -TERM $wiremill
    ends $wiremill 0
    # what is published while nobody listens is found by a poll at the start
    control publish?n=3
    watch
    eventually article 3
    control publish?n=4
    [ "$(control push?how=signed)" = 202 ]
    eventually article 4
    [ "$(grep -c '^POST /hub' "$hub_log")" -eq 1 ]
    [ "$(polls)" -eq 2 ]
}

@test "what does not fit together is said before anything starts" {
    run "$WIREMILL_BIN/wiremill" run --feeds http://127.0.0.1:1/ --out "$out" --websub-listen 127.0.0.1:0
    [ "$status" -eq 2 ]
    [[ "$output" == *"--websub-url"* ]]
    run "$WIREMILL_BIN/wiremill" run --feeds http://127.0.0.1:1/ --out "$out" --websub-listen nowhere --websub-url http://x.example/
    [ "$status" -eq 2 ]
    [[ "$output" == *"ADDRESS:PORT"* ]]
}
