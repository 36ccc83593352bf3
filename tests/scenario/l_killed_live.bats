# tests/scenario/l_killed_live.bats - the live side may be killed at any moment while feeds and pages change: each page comes
# once in each version, what failed is told once, and nothing is forgotten.

load harness

# What the site says: feed F of a, b, c has the lines "NUMBER REVISION" of $dir/F.
publish() {
    local f=$1 number revision path
    {
        echo "<rss version=\"2.0\"><channel><title>Feed $f</title><link>@BASE@/</link>"
        while read -r number revision; do
            case $((number % 10)) in
            7) path=x/status/404/$number.html ;;
            3) path=x/redirect/2/$number.html ;;
            *) path=$number.html ;;
            esac
            echo "<item><guid>g$number</guid><link>@BASE@/$path</link><title>Title $number</title>" \
                "<description>Told $revision times</description></item>"
        done <"$dir/$f"
        echo "</channel></rss>"
    } >"$dir/$f.new"
    mv "$dir/$f.new" "$dir/site/$f.xml"
}

# Five more articles, some of them in two feeds; of one that is known page and entry are edited.
site_changes() {
    local last=$((count + 5)) f number
    while [ "$count" -lt "$last" ]; do
        count=$((count + 1))
        f=$((count % 3))
        echo "$count 0" >>"$dir/${feeds[f]}"
        [ $((count % 4)) -ne 0 ] || echo "$count 0" >>"$dir/${feeds[(f + 1) % 3]}"
    done
    number=$((RANDOM % count + 1))
    sed -i "s/article-number-$number\b/edited article-number-$number/" "$dir/site/$number.html"
    for f in "${feeds[@]}"; do
        sed -i "s/^$number .*/$number $count/" "$dir/$f"
        publish "$f"
    done
}

watch() {
    WIREMILL_FEED_INTERVAL_S=1 WIREMILL_FEED_INTERVAL_MIN_S=1 WIREMILL_FEED_INTERVAL_MAX_S=1 WIREMILL_ARCHIVE_FILE_MB=1 \
        "$WIREMILL_BIN/wiremill" run --feeds "$dir/feeds.opml" --out "$out" --allow-hosts 127.0.0.1 --host-delay-ms 1 \
        --log-level error 2>>"$dir/stderr" &
    watcher=$!
}

# A moment of up to 0.3 s, each time another.
a_moment() {
    read -rt "0.$((RANDOM % 300 + 100))" -u "$pause_fd" || true
}

# As if the last runs had been two hours earlier, so that edited pages may be asked for again.
two_hours_pass() {
    /usr/bin/python3 - "$out/state/ingest.sqlite" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE pages SET settled_ms = settled_ms - 7200000, due_ms = max(0, due_ms - 7200000)")
db.commit()
PYTHON
}

kill_one() {
    local names=(ingest ingest ingest dispatch sink normalize enrich) pid
    if pid=$(child $watcher "${names[RANDOM % 7]}"); then
        kill -9 "$pid"
        kills=$((kills + 1))
    fi
}

kill_all() {
    local children
    children=$(pgrep -P $watcher)
    kill -9 $watcher
    wait $watcher 2>/dev/null || true
    # shellcheck disable=SC2086  # one word each
    eventually all_gone $children
    two_hours_pass
    watch
}

all_gone() {
    ! kill -0 "$@" 2>/dev/null
}

@test "feeds and pages change while everything is killed again and again: each page once a version, nothing lost" {
    feeds=(a b c) count=0 kills=0 RANDOM=${SEED:-20261122}
    mkdir "$dir/site"
    "$WIREMILL_BIN/newsroom" --generate "$dir/site" --count 100
    printf 'User-agent: *\nDisallow: /20.html\n' >"$dir/site/robots.txt"
    newsroom --root "$dir/site"
    printf "http://$address/%s.xml\n" a b c missing >"$dir/feeds.opml"
    touch "$dir/a" "$dir/b" "$dir/c"
    site_changes
    watch
    eventually written_more_than 0
    for ((round = 1; round < 20; round++)); do
        site_changes
        a_moment
        kill_one
        a_moment
        if [ $((round % 5)) -eq 0 ]; then
            kill_all
        fi
    done
    kill -TERM $watcher
    wait $watcher || true
    echo "# $kills kills and 3 of all together" >&3
    [ "$kills" -ge 10 ]

    two_hours_pass
    run_once 2>/dev/null || [ $? -eq 3 ]
    documents >"$dir/before"
    run_once 2>"$dir/told" || [ $? -eq 3 ]
    grep -q "nothing new" "$dir/told"
    documents | cmp "$dir/before" -

    # every page that can be had: 100 but the ten that are missing and the one that robots.txt disallows
    documents | grep -o 'article-number-[0-9]*' | sort -u >"$dir/found"
    [ "$(wc -l <"$dir/found")" -eq 89 ]
    # versions of a document: 1, 2, ... without a gap, none twice; and some were edited
    documents | jq -r '[.uri, .version] | join(" ")' | sort -k1,1 -k2,2n >"$dir/versions"
    awk '$1 != uri { uri = $1; n = 0 } $2 != ++n { print; bad = 1 } END { exit bad }' "$dir/versions"
    [ "$(cut -d' ' -f1 "$dir/versions" | uniq | wc -l)" -eq 89 ]
    grep -q ' 2$' "$dir/versions"
    [ "$(dead_letters | wc -l)" -eq 11 ]
    [ "$(dead_letters | jq -r .article.url | sort -u | wc -l)" -eq 11 ]
    "$WIREMILL_BIN/wiremill" archive check "$out"/archive/*.warc.gz*
}
