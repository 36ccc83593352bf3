# tests/scenario/h_polite.bats - when hosts are asked and when they are left alone: robots.txt, Retry-After, errors, moves.

load harness

# site NAME...: a folder $dir/site with an article NAME.html for each, and rss.xml that lists them.
site() {
    mkdir -p "$dir/site"
    for name in "$@"; do
        mkdir -p "$(dirname "$dir/site/$name")"
        cp "$repo/samples/newsroom/en/trade-commission-rome.html" "$dir/site/$name.html"
        sed -i "s|<p>|<p>This is the article $name. |" "$dir/site/$name.html"
        items="${items:-}<item><title>$name</title><link>@BASE@/$name.html</link></item>"
    done
    rss rss.xml "$items"
}

# rss FILE [ITEMS]
rss() {
    printf '<rss version="2.0"><channel><title>T</title>%s</channel></rss>' "${2:-}" >"$dir/site/$1"
}

# serve PATH...: the newsroom serves $dir/site, and these are its feeds.
serve() {
    newsroom --root "$dir/site"
    feeds "$@"
}

feeds() {
    printf "http://$address/%s\n" "$@" >"$dir/feeds.opml"
}

# watch: runs until it is stopped, polling as often as it may; $watcher is its pid.
watch() {
    WIREMILL_FEED_INTERVAL_S=1 WIREMILL_FEED_INTERVAL_MIN_S=1 WIREMILL_FEED_INTERVAL_MAX_S=2 \
        "$WIREMILL_BIN/wiremill" run --feeds "$dir/feeds.opml" --out "$out" --allow-hosts 127.0.0.1 \
        --host-delay-ms 1 --log-level info "$@" 2>"$dir/stderr" &
    watcher=$!
}

unwatch() {
    kill -TERM "$watcher"
    ends "$watcher" "${1:-0}"
}

# asked PATH: how often.
asked() {
    awk -v path="$1" '$2 == path' "$newsroom_log" | wc -l
}

asked_times() {
    [ "$(asked "$1")" -ge "$2" ]
}

has_documents() {
    [ "$(cat "$out"/segments/* 2>/dev/null | wc -l)" -eq "$1" ] # closed segments and the open one
}

# Milliseconds between each two requests, one a line.
gaps() {
    sed -n 's/.* at=//p' "$newsroom_log" | awk 'NR > 1 { print $1 - last } { last = $1 }'
}

# state SQL: changes what ingest remembers.
state() {
    /usr/bin/python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); print(*db.execute(sys.argv[2])); db.commit()' \
        "$out/state/ingest.sqlite" "$1"
}

@test "robots.txt: asked once, before the first page; what it disallows is a dead letter; its crawl-delay is kept" {
    site a b private/c
    printf 'User-agent: other\nDisallow: /\n\nUser-agent: WireMill\nDisallow: /private/\nCrawl-delay: 0.4\n' >"$dir/site/robots.txt"
    serve rss.xml
    run run_once
    [ "$status" -eq 3 ]
    [ "$(awk '{ print $2 }' "$newsroom_log" | head -n 2 | xargs)" = "/rss.xml /robots.txt" ]
    [ "$(asked /robots.txt)" -eq 1 ]
    [ "$(asked /private/c.html)" -eq 0 ]
    has_documents 2
    dead_letters | grep -qF "robots.txt of $address disallows it"
    [ "$(gaps | tail -n +2 | awk '$1 < 400' | wc -l)" -eq 0 ] # after the robots.txt that asks for it
    run_once # its copy is good for a day, and the dead letter is settled
    [ "$(asked /robots.txt)" -eq 1 ]
}

@test "robots.txt does not stop a feed that is listed, and the log says so" {
    site a
    cp "$dir/site/rss.xml" "$dir/site/hidden.xml"
    printf 'User-agent: *\nDisallow: /hidden.xml\n' >"$dir/site/robots.txt"
    serve hidden.xml
    run_once --log-level info 2>"$dir/stderr"
    has_documents 1
    [ "$(grep -c 'event=feed_disallowed .*hidden.xml' "$dir/stderr")" -eq 1 ]
}

@test "a robots.txt that fails at first: its pages wait; one that keeps failing: dead letters that say so" {
    site a
    echo 'robots.txt flaky/1/robots.txt' >"$dir/site/.habits"
    serve rss.xml
    run_once
    has_documents 1
    [ "$(asked /robots.txt)" -eq 2 ]
    rm -r "$out"
    echo 'robots.txt status/500' >"$dir/site/.habits"
    run run_once
    [ "$status" -eq 3 ]
    dead_letters | grep -qF "robots.txt of $address cannot be read: HTTP 500"
    [ "$(asked /a.html)" -eq 1 ]
}

@test "a page that is redirected to where robots.txt disallows it is no article" {
    site a b
    newsroom --root "$dir/site" --address 0.0.0.0
    port=${address##*:}
    mkdir "$dir/site/private" && cp "$dir/site/a.html" "$dir/site/private/"
    printf 'User-agent: *\nDisallow: /private/\n' >"$dir/site/robots.txt"
    printf 'b.html to/302/http://127.0.0.2:%s/private/a.html\nc.html to/302//private/a.html\n' "$port" >"$dir/site/.habits"
    rss rss.xml "<item><link>http://127.0.0.2:$port/a.html</link></item>"
    rss later.xml '<item><link>@BASE@/b.html</link></item><item><link>@BASE@/c.html</link></item>'
    echo "http://127.0.0.1:$port/rss.xml" >"$dir/feeds.opml"
    run_once --allow-hosts 127.0.0.2
    echo "http://127.0.0.1:$port/later.xml" >"$dir/feeds.opml"
    run run_once --allow-hosts 127.0.0.2
    [ "$status" -eq 3 ]
    dead_letters | grep -qF "robots.txt of 127.0.0.2:$port, where it leads, disallows it"
    dead_letters | grep -qF "robots.txt of 127.0.0.1:$port, where it leads, disallows it"
    has_documents 1
}

@test "429 with Retry-After: the whole host is left alone so long, and the articles arrive later" {
    site a b
    rss rss.xml '<item><link>@BASE@/x/busy/1/2/a.html</link></item><item><link>@BASE@/b.html</link></item>'
    serve rss.xml
    run_once
    has_documents 2
    [ "$(asked /x/busy/1/2/a.html)" -eq 2 ]
    [ "$(gaps | awk '$1 >= 2000' | wc -l)" -eq 1 ]
    awk '$3 == 429 { at = substr($NF, 4) } at && $3 != 429 { exit substr($NF, 4) - at < 2000 }' "$newsroom_log"
}

@test "a host that asks for an hour: --once does not wait, and neither is it forgotten nor are its articles" {
    site a b
    rss rss.xml '<item><link>@BASE@/x/busy/1/3600/a.html</link></item><item><link>@BASE@/b.html</link></item>'
    serve rss.xml
    run run_once
    [ "$status" -eq 3 ]
    [[ "$output" == *"it asks us to wait"* ]]
    : >"$newsroom_log"
    run run_once
    [ "$status" -eq 3 ]
    [ ! -s "$newsroom_log" ]
    state 'UPDATE hosts SET until_ms=0' # the hour has passed
    run_once
    has_documents 2
    [ -z "$(dead_letters)" ]
}

@test "a feed that has failed is polled again, and its articles come" {
    site a
    serve x/flaky/2/rss.xml
    watch
    eventually has_documents 1
    unwatch
    [ "$(grep -c 'event=feed_failed .*errors=' "$dir/stderr")" -eq 2 ]
}

# due_in FEED FROM TO: it is due FROM to TO seconds after it was polled.
due_in() {
    "$WIREMILL_BIN/wiremill" feeds list --json --feeds "$dir/feeds.opml" --state "$out/state" >"$dir/list"
    jq -es --arg url "http://$address/$1" --argjson from "$2" --argjson to "$3" \
        'any(.url == $url and ((.due | fromdate) - (.polled | fromdate) | . >= $from and . <= $to))' "$dir/list" >/dev/null && return
    grep -F "/$1\"" "$dir/list" >&2
    return 1
}

@test "publishers' hints make the pause longer: max-age, Expires, ttl, sy:updatePeriod, skipHours; a 304 forgets none" {
    local hour later
    mkdir "$dir/site"
    hour=$((($(date -u +%-H) + 5) % 24))
    later=$(date -u -d '3 hours' '+%a,%%20%d%%20%b%%20%Y%%20%T%%20GMT')
    rss plain.xml
    rss ttl.xml '<ttl>120</ttl>'
    rss sy.xml '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">weekly</sy:updatePeriod>'
    rss skip.xml "<skipHours>$(seq 0 23 | grep -vx "$hour" | sed 's|.*|<hour>&</hour>|')</skipHours>"
    serve plain.xml x/header/Cache-Control:max-age=7200/plain.xml "x/header/Expires:$later/plain.xml" ttl.xml sy.xml skip.xml \
        x/header/Cache-Control:no-cache/plain.xml
    for interval in 900 1350; do # without news one and a half of it; a tenth more or less
        run_once
        due_in plain.xml $((interval * 9 / 10 - 1)) $((interval * 11 / 10 + 1))
        due_in x/header/Cache-Control:no-cache/plain.xml $((interval * 9 / 10 - 1)) $((interval * 11 / 10 + 1))
        due_in x/header/Cache-Control:max-age=7200/plain.xml 7199 7921
        due_in "x/header/Expires:$later/plain.xml" 10740 11881
        due_in ttl.xml 7199 7921
        due_in sy.xml 86399 95041
        [ "$(jq -r 'select(.url | test("/skip.xml")) | .due | fromdate | gmtime | .[3]' "$dir/list")" -eq "$hour" ]
    done
    [ "$(grep -c '^GET /ttl.xml 304 ' "$newsroom_log")" -eq 1 ]
}

@test "410 three times in a row retires a feed; a list that has it anew has it polled again" {
    site a
    serve x/status/410 rss.xml
    run run_once
    [ "$status" -eq 3 ]
    run run_once
    [ "$status" -eq 3 ]
    run run_once --log-level info
    [[ "$output" == *"event=feed_retired "*"x/status/410"* ]]
    run_once
    [ "$(asked /rss.xml)" -eq 4 ]
    [ "$(asked /x/status/410)" -eq 3 ]
    feeds rss.xml
    run_once
    feeds rss.xml x/status/410
    run run_once
    [ "$status" -eq 3 ]
    [ "$(asked /x/status/410)" -eq 4 ]
}

@test "a permanent redirect is believed after three sightings in a day, and not before" {
    site a
    serve x/moved/rss.xml
    for i in 1 2 3; do
        run_once
    done
    state 'SELECT moving_times FROM feeds' | grep -q 3 # and not a day between them
    state 'UPDATE feeds SET moving_first_ms=moving_first_ms-86400000' # a day later
    run_once --log-level info 2>"$dir/stderr"
    grep -q 'event=feed_moved .*x/moved/rss.xml.* to=.*/rss.xml' "$dir/stderr"
    : >"$newsroom_log"
    run_once
    [ "$(asked /x/moved/rss.xml)" -eq 0 ]
    [ "$(asked /rss.xml)" -eq 1 ]
    grep -q '^GET /rss.xml 304 ' "$newsroom_log" # its validators went with it
    has_documents 1
}

@test "a feed that has moved to where another one is polled already is merged with it" {
    site a
    serve x/moved/rss.xml rss.xml
    run_once
    run_once
    state 'UPDATE feeds SET moving_first_ms=moving_first_ms-86400000 WHERE moving_times>0'
    run_once --log-level info 2>"$dir/stderr"
    grep -q 'event=feed_merged .*x/moved/rss.xml' "$dir/stderr"
    : >"$newsroom_log"
    run_once
    [ "$(awk '{ print $2 }' "$newsroom_log" | xargs)" = /rss.xml ]
    feeds x/moved/rss.xml # the other one is not listed any more
    : >"$newsroom_log"
    run_once
    [ "$(asked /x/moved/rss.xml)" -eq 1 ]
}

@test "a restart polls what is due, and nothing else" {
    site a
    for i in 0 1 2 3 4 5 6 7 8 9; do
        cp "$dir/site/rss.xml" "$dir/site/$i.xml"
    done
    serve 0.xml 1.xml 2.xml 3.xml 4.xml 5.xml 6.xml 7.xml 8.xml 9.xml
    run_once
    state 'UPDATE feeds SET interval_ms=500000, due_ms=due_ms+500000'
    : >"$newsroom_log"
    cp "$dir/site/rss.xml" "$dir/site/new.xml"
    feeds 0.xml 1.xml 2.xml 3.xml 4.xml 5.xml 6.xml 7.xml 8.xml 9.xml new.xml
    watch
    eventually asked_times /new.xml 2
    unwatch
    [ "$(awk '{ print $2 }' "$newsroom_log" | sort -u | xargs)" = /new.xml ]
}

@test "when most hosts cannot be reached at once it is our network: nothing is counted, and all is well afterwards" {
    site a
    newsroom --root "$dir/site" --address 0.0.0.0
    server=$!
    port=${address##*:}
    hosts=(127.0.0.{2..9})
    printf "http://%s:$port/rss.xml\n" "${hosts[@]}" >"$dir/feeds.opml"
    kill $server
    wait $server || true
    watch --allow-hosts "$(IFS=, && echo "${hosts[*]}")"
    eventually grep -q 'event=outage ' "$dir/stderr"
    eventually grep -q 'event=feed_failed .*errors=0' "$dir/stderr"
    "$WIREMILL_BIN/newsroom" --root "$dir/site" --address 0.0.0.0 --port "$port" --log "$newsroom_log" >"$dir/newsroom.out" &
    eventually grep -q 'event=outage_end ' "$dir/stderr"
    eventually has_documents 8
    unwatch
    [ "$(grep -c 'event=outage ' "$dir/stderr")" -eq 1 ]
    [ "$(grep -cE 'event=feed_failed .*errors=[2-9]' "$dir/stderr")" -eq 0 ]
}
