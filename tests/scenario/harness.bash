# tests/scenario/harness.bash - what the scenarios share: a folder of their own, a newsroom, and waiting for events.
# Every wait has a bound; what did not happen by then is a failure.

BOUND_S=${BOUND_S:-60}

setup() {
    : "${WIREMILL_BIN:=$PWD/build/bin}"
    repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export WIREMILL_DATA=${WIREMILL_DATA:-$repo/data}
    dir=$(mktemp -d /tmp/wiremill-scenario-XXXXXX)
    out=$dir/out
    unset WIREMILL_DISPATCH WIREMILL_OUT WIREMILL_KEYS
}

teardown() {
    local pid
    for pid in $(jobs -p); do
        kill "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    ! mountpoint -q "$dir/disk" || umount -l "$dir/disk"
    if [ "${BATS_TEST_COMPLETED:-}" = 1 ]; then
        rm -rf "$dir"
    else
        echo "# left for a look: $dir" >&2
    fi
}

# small_disk SIZE: $out lies on a disk of its own, of that size.
small_disk() {
    mkdir "$dir/disk"
    if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o "size=$1" none "$dir/disk" 2>/dev/null; then
        skip "only root can mount a small disk"
    fi
    out=$dir/disk/out
}

# eventually COMMAND...: asks until it succeeds.
eventually() {
    local deadline=$((SECONDS + BOUND_S))
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $deadline ]; then
            echo "not within $BOUND_S s: $*" >&2
            return 1
        fi
        pause
    done
}

# A twentieth of a second between two questions, without a process of its own.
exec {pause_fd}<> <(:)
pause() {
    read -rt 0.05 -u "$pause_fd" || true
}

# ends PID STATUS: the process ends by itself, with that exit status.
ends() {
    local status=0
    wait "$1" || status=$?
    if [ "$status" -ne "$2" ]; then
        echo "exit status $status, not $2" >&2
        return 1
    fi
}

# newsroom [ARGUMENT...]: serves the sample newsroom; sets $address (HOST:PORT) and $newsroom_log.
newsroom() {
    newsroom_log=$dir/newsroom.log
    mkfifo "$dir/newsroom.fifo"
    "$WIREMILL_BIN/newsroom" --root "$repo/samples/newsroom" --port 0 --log "$newsroom_log" "$@" >"$dir/newsroom.fifo" &
    read -r _ _ address <"$dir/newsroom.fifo"
    sed "s|127.0.0.1:8471|$address|" "$repo/samples/feeds.opml" >"$dir/feeds.opml"
}

# pages COUNT: generated article pages in $dir/pages; each holds the words article-number-K, K from 1 on.
pages() {
    "$WIREMILL_BIN/newsroom" --generate "$dir/pages" --count "$1"
}

run_once() {
    "$WIREMILL_BIN/wiremill" run --once --feeds "$dir/feeds.opml" --out "$out" --allow-hosts 127.0.0.1 --host-delay-ms 1 "$@"
}

# A sink that is killed while it stops leaves its last segment open; all that is settled stands in it.
documents() {
    cat "$out"/segments/*.jsonl "$out"/segments/*.jsonl.open 2>/dev/null || true
}

dead_letters() {
    cat "$out"/dead/*.jsonl 2>/dev/null
}

# How many bytes the sink has written so far; grows when the pipeline moves.
written() {
    cat "$out"/segments/* 2>/dev/null | wc -c
}

written_more_than() {
    [ "$(written)" -gt "$1" ]
}

# Each of the article-numbers 1..COUNT once, and no other.
each_article_once() {
    documents | grep -o 'article-number-[0-9]*' | sort | uniq -c | awk '{ print $1, $2 }' >"$dir/found"
    # a number stands once in the body of a document and nowhere else in it
    if [ "$(wc -l <"$dir/found")" -ne "$1" ]; then
        echo "$(wc -l <"$dir/found") different articles, not $1" >&2
        return 1
    fi
    if grep -v '^1 ' "$dir/found"; then
        echo "these came more than once" >&2
        return 1
    fi
    [ "$(documents | wc -l)" -eq "$1" ]
}

# The pid of a child of $1 that runs wiremill-$2; fails when there is none at the moment.
child() {
    pgrep -P "$1" -f "^wiremill-$2 " | head -n 1 | grep .
}

# extra_stage STAGE ENDPOINT [ARGUMENT...]: the Python worker, started again whenever it dies, until $dir/stop is there.
extra_stage() {
    local stage=$1 endpoint=$2
    shift 2
    while [ ! -e "$dir/stop" ]; do
        /usr/bin/python3 "$repo/tests/support/extra_stage.py" --stage "$stage" --dispatch "$endpoint" "$@" || true
    done
}

valid_documents() {
    documents >"$dir/documents.jsonl"
    /usr/bin/python3 "$repo/tests/validate.py" "$dir/documents.jsonl"
}
