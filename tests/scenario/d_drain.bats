# tests/scenario/d_drain.bats - SIGTERM: what is under way is finished, the rest waits for the next start.

load harness

@test "SIGTERM in the middle of a replay drains and exits 0; the next start goes on where it stopped" {
    pages 4000
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" 2>"$dir/stderr" &
    supervisor=$!
    eventually written_more_than 200000
    kill -TERM $supervisor
    ends $supervisor 0
    done_before=$(documents | wc -l)
    [ "$done_before" -gt 0 ]
    [ "$done_before" -lt 4000 ]
    [ -z "$(ls "$out"/segments/*.open 2>/dev/null)" ]
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" 2>"$dir/stderr2"
    each_article_once 4000
    # what was settled is not worked on again
    grep -q "$((4000 - done_before)) articles" "$dir/stderr2"
}

@test "a second SIGTERM ends everything at once, and nothing is lost by that" {
    pages 2000
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --normalize 0 --log-level info 2>"$dir/stderr" &
    supervisor=$!
    eventually grep -q 'proc=ingest event=start' "$dir/stderr"
    eventually dispatcher_holds_articles
    kill -TERM $supervisor
    eventually grep -q 'proc=ingest event=drain' "$dir/stderr"
    kill -TERM $supervisor
    ends $supervisor 1
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    each_article_once 2000
}

# SIGUSR1 asks it for a report.
dispatcher_holds_articles() {
    kill -USR1 "$(child $supervisor dispatch)"
    grep -q 'event=queue articles=[1-9]' "$dir/stderr"
}

@test "a worker that gets SIGTERM finishes what it has; the others take over" {
    pages 1500
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --normalize 2 --log-level info 2>"$dir/stderr" &
    supervisor=$!
    eventually written_more_than 100000
    kill -TERM "$(child $supervisor normalize)"
    ends $supervisor 0
    each_article_once 1500
    [ "$(grep -c 'event=worker-lost' "$dir/stderr")" -eq 0 ]
}
