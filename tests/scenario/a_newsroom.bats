# tests/scenario/a_newsroom.bats - feeds to documents: each article once, with its text; a second run finds nothing new.

load harness

@test "run --once: every article of the newsroom's feeds becomes one valid document" {
    newsroom
    run_once
    [ -z "$(dead_letters)" ]
    valid_documents
    /usr/bin/python3 "$repo/tests/support/compare_newsroom.py" "$repo/samples/newsroom/expected.jsonl" "$dir/documents.jsonl"
}

@test "run --once again: feeds answer 304, nothing is fetched twice, nothing is new" {
    newsroom
    run_once
    documents | sort >"$dir/first"
    : >"$newsroom_log"
    run run_once
    [ "$status" -eq 0 ]
    [[ "$output" == *"nothing new"* ]]
    documents | sort | cmp - "$dir/first"
    [ "$(grep -c ' 304 ' "$newsroom_log")" -eq 2 ]
    [ "$(grep -c ' 200 ' "$newsroom_log")" -eq 0 ]
}

@test "a page that two feeds list is fetched once" {
    newsroom
    run_once
    [ -z "$(awk '$1 == "GET" && $3 == 200 { print $2 }' "$newsroom_log" | sort | uniq -d)" ]
}

@test "killed between fetching and settling: the next start finishes, without fetching again" {
    newsroom
    # the window's articles cannot be settled: there is no worker
    run_once --normalize 0 --enrich 0 &
    supervisor=$!
    eventually archived_pages
    kill -9 $supervisor
    pkill -9 -f "$dir/out" || true
    : >"$newsroom_log"
    eventually run_once_quietly
    valid_documents
    [ "$(grep -cE '^GET /(vi|en|it)/.* 200 ' "$newsroom_log")" -eq 0 ]
}

archived_pages() {
    [ "$(zcat "$out"/archive/*.open | grep -ac '"kind":"page"')" -eq 16 ]
}

run_once_quietly() {
    run_once 2>"$dir/stderr"
}

@test "a feed that cannot be read is said, and makes the exit status 3; the others go through" {
    newsroom
    printf 'http://%s/rss.xml\nhttp://%s/no-such-feed.xml\n' "$address" "$address" >"$dir/feeds.opml"
    run run_once
    [ "$status" -eq 3 ]
    [[ "$output" == *"no-such-feed.xml"* ]]
    [[ "$output" == *"feed failed"* ]]
    [ "$(documents | wc -l)" -ge 8 ]
}

@test "a private address is not fetched unless it is allowed by name" {
    newsroom
    run "$WIREMILL_BIN/wiremill" run --once --feeds "$dir/feeds.opml" --out "$out"
    [ "$status" -eq 3 ]
    [[ "$output" == *"--allow-hosts"* ]]
    [ ! -s "$newsroom_log" ]
}
