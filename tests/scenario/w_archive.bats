# tests/scenario/w_archive.bats - what a run leaves in its archive: right by our own check and by other people's tools,
# whole, and byte for byte what the server sent.

load harness

archive() {
    "$WIREMILL_BIN/wiremill" archive "$@"
}

# A Python with warcio and cdxj-indexer: the system's, or one made once under build/, if pip can get them.
warcio() {
    python=/usr/bin/python3
    $python -c 'import warcio, cdxj_indexer' 2>/dev/null && return
    python=$repo/build/warcio/bin/python
    $python -c 'import warcio, cdxj_indexer' 2>/dev/null && return
    if ! /usr/bin/python3 -m venv "$repo/build/warcio" >"$dir/venv.log" 2>&1 ||
        ! timeout 60 "$python" -m pip install -q --timeout 5 --retries 1 'warcio==1.8.1' 'cdxj-indexer==1.5.0' >>"$dir/venv.log" 2>&1; then
        rm -rf "$repo/build/warcio"
        skip "pip cannot get warcio and cdxj-indexer, so nobody else has checked our archive"
    fi
}

# The newsroom with its own pages, each sent in every coding.
coded_newsroom() {
    mkdir "$dir/coded"
    /usr/bin/python3 "$repo/tests/support/coded_pages.py" make "$repo/samples/newsroom" "$dir/coded"
    newsroom --root "$dir/coded"
    echo "http://$address/rss.xml" >"$dir/feeds.opml"
}

@test "archive check finds nothing in what a run wrote, list and index tell all of it" {
    newsroom
    run_once
    file=$(echo "$out"/archive/*.open)
    run archive check "$file"
    [ "$status" -eq 0 ]
    [[ "$output" == *" 0 references to other files, 0 findings" ]]
    archive list "$file" >"$dir/list"
    [ "$(awk '{ print $3 }' "$dir/list" | sort | uniq -c | awk '{ print $2 $1 }' | tr '\n' ' ')" = \
        "metadata$(grep -c ' response ' "$dir/list") request$(grep -c ' response ' "$dir/list") response$(grep -c ' response ' "$dir/list") warcinfo1 " ]
    [ "$(tail -n 1 "$dir/list" | awk '{ print $1 + $2 }')" -eq "$(wc -c <"$file")" ]
    archive list --json "$file" | jq -r '[.offset, .length, .type, .date] | join(" ")' >"$dir/json"
    cut -d' ' -f1-4 "$dir/list" | cmp - "$dir/json"
    archive index "$file" >"$dir/index"
    LC_ALL=C sort -c "$dir/index"
    # as a pipe, and not compressed
    zcat "$file" | archive list - | awk '{ print $3, $6 }' >"$dir/piped"
    awk '{ print $3, $6 }' "$dir/list" | cmp - "$dir/piped"
    zcat "$file" | archive check - | grep -q '^-: .* 0 findings$'
    [ "$(wc -l <"$dir/index")" -eq "$(grep -c ' response ' "$dir/list")" ]
}

@test "redirects are archived one by one, with what they led to; a replay gives the same documents" {
    pages 2
    newsroom --root "$dir/pages"
    echo '<rss version="2.0"><channel><title>T</title><item><link>@BASE@/x/chain/302/2/1.html</link></item><item><link>@BASE@/2.html</link></item></channel></rss>' \
        >"$dir/pages/rss.xml"
    echo "http://$address/x/moved/rss.xml" >"$dir/feeds.opml"
    run_once
    run_once
    each_article_once 2
    archive check "$out"/archive/*.open
    archive list --json "$out"/archive/*.open | jq -r 'select(.type | test("response|revisit")) | [.type, .status, .uri] | join(" ")' |
        sed "s|http://$address||" | grep -v robots.txt >"$dir/list"
    head -n 2 "$dir/list" | paste -sd, | grep -qx 'response 301 /x/moved/rss.xml,response 200 /rss.xml'
    grep -A 2 '/x/chain/302/2/' "$dir/list" | paste -sd, |
        grep -qx 'response 302 /x/chain/302/2/1.html,response 302 /x/chain/302/1/1.html,response 200 /1.html'
    tail -n 2 "$dir/list" | paste -sd, | grep -qx 'revisit 301 /x/moved/rss.xml,revisit 304 /rss.xml'
    archive index "$out"/archive/*.open | grep '/x/chain/302/2/' | grep -q '"status": "302"'
    documents | jq -r '[.uri, .bodies[0].value] | tostring' | sort >"$dir/live"
    out=$dir/again
    "$WIREMILL_BIN/wiremill" replay "$dir/out/archive" --out "$out"
    documents | jq -r '[.uri, .bodies[0].value] | tostring' | sort | cmp - "$dir/live"
}

@test "every page is archived byte for byte as it was sent, in every coding, and replayed alike" {
    coded_newsroom
    run_once
    [ -z "$(dead_letters)" ]
    archive check "$out"/archive/*.open
    archive list --json "$out"/archive/*.open >"$dir/list"
    /usr/bin/python3 "$repo/tests/support/coded_pages.py" compare "$repo/samples/newsroom" "$dir/list" "$out/archive"
    bodies='.enrichment.provenance.url + " " + (.bodies | tostring)'
    documents | jq -r "$bodies" | sort >"$dir/live"
    out=$dir/again
    "$WIREMILL_BIN/wiremill" replay "$dir/out/archive" --out "$out"
    documents | jq -r "$bodies" | sort >"$dir/replayed"
    [ "$(wc -l <"$dir/live")" -ge 80 ]
    cmp "$dir/live" "$dir/replayed"
    # how it was sent makes no difference to what it says
    [ "$(cut -d' ' -f2- "$dir/live" | sort | uniq -c | awk '$1 % 5' | wc -l)" -eq 0 ]
}

@test "warcio checks it and cdxj-indexer makes the same index" {
    warcio
    coded_newsroom
    run_once
    run_once # 304s and repeats
    for file in "$out"/archive/*.open; do
        cp "$file" "$dir/$(basename "$file" .open)"
    done
    "$python" -m warcio.cli check -v "$dir"/*.warc.gz >"$dir/checked"
    # it passes over those of a revisit
    [ "$(grep -cE '^    digest (pass|present but not checked \(revisit\))$' "$dir/checked")" -eq \
        "$(archive list "$dir"/*.warc.gz | wc -l)" ]
    archive index "$dir"/*.warc.gz >"$dir/index"
    grep -q '"mime": "warc/revisit"' "$dir/index"
    "$python" "$repo/tests/support/warcio_index.py" "$dir/index" "$dir"/*.warc.gz
}

@test "files end when they are full, each with its index; an index of several is one" {
    newsroom --page-bytes 200000
    echo "http://$address/gen/80/rss.xml" >"$dir/feeds.opml"
    WIREMILL_ARCHIVE_FILE_MB=1 run_once
    each_article_once 80
    closed=("$out"/archive/*.warc.gz)
    [ "${#closed[@]}" -ge 2 ]
    for file in "${closed[@]}"; do
        archive check "$file"
        [ "$(wc -c <"$file")" -ge 1000000 ]
        archive index "$file" | cmp - "${file%.warc.gz}.cdxj"
    done
    archive index "${closed[@]}" >"$dir/index"
    LC_ALL=C sort -m "$out"/archive/*.cdxj | cmp - "$dir/index"
    [ "$(grep -c /gen/article/ <(archive index "$out"/archive/*.warc.gz*))" -eq 80 ]
}

@test "archive check says what is wrong, where and why; a file that cannot be read is a failure" {
    newsroom
    run_once
    cp "$out"/archive/*.open "$dir/cut.warc.gz"
    truncate -s -5 "$dir/cut.warc.gz"
    run archive check "$dir/cut.warc.gz"
    [ "$status" -eq 3 ]
    [[ "${lines[0]}" == "$dir/cut.warc.gz:"*": cut short by the end of the file" ]]
    [[ "${lines[1]}" == *", 1 findings" ]]
    run archive list "$dir/cut.warc.gz"
    [ "$status" -eq 3 ]
    [[ "$output" == *"wiremill archive: $dir/cut.warc.gz:"*": cut short by the end of the file"* ]]
    run archive check "$dir/none.warc.gz" "$dir/cut.warc.gz"
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == "wiremill archive: $dir/none.warc.gz: No such file or directory" ]]
    run archive check "$dir"
    [ "$status" -eq 1 ]
    run archive mend "$dir/cut.warc.gz"
    [ "$status" -eq 2 ]
    run archive check
    [ "$status" -eq 2 ]
}

says_full() {
    grep -q 'event=disk-full' "$dir/stderr"
}

@test "less free than the reserve: nothing is taken in, which is said; it goes on by itself when there is room" {
    small_disk 16m
    newsroom
    head -c 10000000 /dev/zero >"$dir/disk/junk"
    WIREMILL_DISK_RESERVE_MB=8 run_once 2>"$dir/stderr" &
    run=$!
    eventually says_full
    [ ! -s "$newsroom_log" ]
    [ "$(grep -c 'event=disk-full' "$dir/stderr")" -eq 1 ]
    rm "$dir/disk/junk"
    ends $run 0
    [ "$(documents | wc -l)" -eq 16 ]
    archive check "$out"/archive/*.open
}

# Until the disk is full, wherever that happens first; then with room again, from the same folder.
@test "a disk that fills up while articles are on their way: each of them once, when there is room" {
    small_disk 24m
    newsroom --page-bytes 300000
    echo "http://$address/gen/120/rss.xml" >"$dir/feeds.opml"
    head -c 23000000 /dev/zero >"$dir/disk/junk"
    export WIREMILL_DISK_RESERVE_MB=0 WIREMILL_ARCHIVE_FILE_MB=1
    run_once 2>"$dir/stderr" &
    run=$!
    eventually grep -qiE 'disk.*full|no space|disk-refused' "$dir/stderr"
    rm "$dir/disk/junk"
    wait $run || run_once
    each_article_once 120
    [ -z "$(dead_letters)" ]
    archive check "$out"/archive/*.warc.gz*
}
