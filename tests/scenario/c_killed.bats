# tests/scenario/c_killed.bats - any process may be killed at any moment: no article is lost, none comes twice.

load harness

# kill_in_turn SUPERVISOR: SIGKILL for one process after the other, again and again, until the supervisor ends.  Between
# two kills the output grows, so that every process is killed while it works.
kill_in_turn() {
    local names=(normalize dispatch enrich sink ingest) i=0 before pid
    kills=0
    while kill -0 "$1" 2>/dev/null; do
        before=$(written)
        if pid=$(child "$1" "${names[i % 5]}"); then
            kill -9 "$pid" && kills=$((kills + 1))
        fi
        i=$((i + 1))
        until written_more_than "$before" || ! kill -0 "$1" 2>/dev/null; do
            pause
        done
    done
}

@test "5,000 articles, each process killed again and again: each article once" {
    pages 5000
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --normalize 2 --enrich 2 --log-level error &
    supervisor=$!
    kill_in_turn $supervisor
    ends $supervisor 0
    echo "# $kills kills" >&3
    [ "$kills" -ge 10 ]
    each_article_once 5000
    [ -z "$(dead_letters)" ]
}

@test "the supervisor itself killed: its processes go, and the next start goes on" {
    pages 2000
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" &
    supervisor=$!
    eventually written_more_than 200000
    mapfile -t children < <(pgrep -P $supervisor)
    kill -9 $supervisor
    eventually all_gone "${children[@]}"
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    each_article_once 2000
}

all_gone() {
    ! kill -0 "$@" 2>/dev/null
}

@test "ten articles that crash a worker end as exactly ten dead letters, and no innocent one" {
    pages 300
    for k in 7 31 32 33 100 150 199 250 299 300; do
        sed -i "s/article-number-$k\b/poison-pill article-number-$k/" "$dir/pages/$k.html"
    done
    endpoint=ipc://$dir/dispatch
    extra_stage crash "$endpoint" --crash-on poison-pill &
    extra=$!
    status=0
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --stages normalize,crash,enrich,sink --dispatch "$endpoint" ||
        status=$?
    touch "$dir/stop"
    kill $extra; pkill -f "$endpoint" || true
    [ "$status" -eq 3 ]
    [ "$(dead_letters | wc -l)" -eq 10 ]
    [ "$(dead_letters | jq -r .stage | sort -u)" = crash ]
    [ "$(dead_letters | jq -r .attempts | sort -u)" = 3 ]
    [ "$(dead_letters | jq -r .article.sourceFile | sort -n | tr '\n' ' ')" = "7.html 31.html 32.html 33.html 100.html 150.html 199.html 250.html 299.html 300.html " ]
    [ "$(documents | wc -l)" -eq 290 ]
    [ "$(documents | grep -c poison-pill)" -eq 0 ]
}
