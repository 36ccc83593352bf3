# tests/scenario/j_feeds.bats - the list of feeds: shown, added to, checked, found, exported.

load harness

# site: a folder $dir/site with two feeds, a page that names the first, one that names both, and one that names none.
site() {
    mkdir -p "$dir/site/en"
    cp "$repo/samples/newsroom/en/trade-commission-rome.html" "$dir/site/en/a.html"
    for name in rss second; do
        printf '<rss version="2.0"><channel><title>The %s paper</title><item><title>A</title><link>@BASE@/en/a.html</link>%s</item></channel></rss>' \
            "$name" '<pubDate>Tue, 05 Mar 2024 08:15:00 GMT</pubDate>' >"$dir/site/$name.xml"
    done
    page one.html '<link rel="alternate" type="application/rss+xml" title="One" href="/rss.xml">'
    page both.html '<link rel="alternate" type="application/rss+xml" href="rss.xml"><link rel="alternate" type="application/rss+xml" href="second.xml">'
    page none.html ''
    newsroom --root "$dir/site"
    base=http://$address
}

page() {
    printf '<!DOCTYPE html><html><head><title>P</title>%s</head><body><p>Hello</p></body></html>' "$2" >"$dir/site/$1"
}

feeds() {
    run --separate-stderr "$WIREMILL_BIN/wiremill" feeds "$@" --allow-hosts 127.0.0.1 --host-delay-ms 1
}

desk() {
    cat >"$dir/desk.opml" <<END
<?xml version='1.0' encoding='UTF-8'?>
<!-- the desk's own -->
<opml version="1.1" xmlns:x="urn:x">
	<head><title>Desk &#38; co</title><ownerName>N</ownerName></head>
	<body>
		<outline text='Europe' x:open = 'yes'>
			<outline title='Italy'>
				<outline text="La voce" category='/press' xmlurl='$base/rss.xml' wiremill:tls="verify" />
			</outline>
		</outline>
		<x:note>keep</x:note>
	</body>
</opml>
END
}

bats_require_minimum_version 1.5.0

@test "a feed is added to a folder of an OPML list, every other byte kept" {
    site
    desk
    cp "$dir/desk.opml" "$dir/before.opml"
    feeds add --feeds "$dir/desk.opml" --folder Europe/Italy "$base/second.xml"
    [ "$status" -eq 0 ]
    [ "$output" = "$base/second.xml	The second paper" ]
    run diff "$dir/before.opml" "$dir/desk.opml"
    [ "${#lines[@]}" -eq 2 ]
    [ "${lines[1]}" = "> 				<outline text=\"The second paper\" type=\"rss\" xmlUrl=\"$base/second.xml\"/>" ]
}

@test "a page is added as the feed that it names; one that names several is not" {
    site
    feeds add --feeds "$dir/new.opml" "$base/one.html"
    [ "$status" -eq 0 ]
    grep -q "xmlUrl=\"$base/rss.xml\"" "$dir/new.opml"
    cp "$dir/new.opml" "$dir/before.opml"
    feeds add --feeds "$dir/new.opml" "$base/both.html"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"has several feeds"*"$base/rss.xml"*"$base/second.xml"* ]]
    cmp "$dir/before.opml" "$dir/new.opml"
}

@test "what is listed is not added again; a plain list keeps its comments" {
    site
    printf '# mine\n%s/rss.xml\n' "$base" >"$dir/feeds.txt"
    feeds add --feeds "$dir/feeds.txt" "$base/rss.xml" "feed:$base/second.xml"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"$base/rss.xml: is in $dir/feeds.txt already"* ]]
    [ "$(cat "$dir/feeds.txt")" = "# mine
$base/rss.xml
$base/second.xml" ]
    feeds add --feeds "$dir/feeds.txt" "$base/x/status/404"
    [ "$status" -eq 1 ]
    [ "$(wc -l <"$dir/feeds.txt")" -eq 3 ]
    feeds add --no-check --feeds "$dir/feeds.txt" "$base/x/status/404"
    [ "$status" -eq 0 ]
    [ "$(wc -l <"$dir/feeds.txt")" -eq 4 ]
}

@test "the list is shown with what ingest knows of it, while ingest runs too" {
    site
    printf '%s/rss.xml\n%s/x/status/404\n' "$base" "$base" >"$dir/feeds.opml"
    "$WIREMILL_BIN/wiremill" run --feeds "$dir/feeds.opml" --out "$out" --allow-hosts 127.0.0.1 --host-delay-ms 1 \
        2>"$dir/stderr" &
    watcher=$!
    eventually shown 'ok	.*/rss.xml	The rss paper	-	20.*Z	20.*Z	[0-9]+	1	0	-	-$'
    eventually shown 'failing	.*404	-	-	20.*Z	20.*Z	[0-9]+	0	1	HTTP 404	-$'
    kill -TERM "$watcher"
    ends "$watcher" 0
    feeds list --feeds "$dir/feeds.opml" --state "$out/state" --json
    [ "$(jq -r .state <<<"$output" | tr '\n' ' ')" = "ok failing " ]
    feeds list --feeds "$dir/feeds.opml"
    [ "${#lines[@]}" -eq 3 ]
    [[ "${lines[1]}" == "new	$base/rss.xml	-"* ]]
}

shown() {
    "$WIREMILL_BIN/wiremill" feeds list --feeds "$dir/feeds.opml" --state "$out/state" | grep -E "^$1"
}

@test "a feed that was retired is polled again once it is added again" {
    site
    gone=$base/x/status/410
    printf '%s\n' "$gone" >"$dir/feeds.opml"
    WIREMILL_FEED_INTERVAL_S=1 WIREMILL_FEED_INTERVAL_MIN_S=1 WIREMILL_FEED_INTERVAL_MAX_S=1 \
        "$WIREMILL_BIN/wiremill" run --feeds "$dir/feeds.opml" --out "$out" --allow-hosts 127.0.0.1 --host-delay-ms 1 \
        2>"$dir/stderr" &
    watcher=$!
    eventually shown "retired	$gone"
    kill -TERM "$watcher"
    ends "$watcher" 0
    feeds add --feeds "$dir/feeds.opml" --state "$out/state" "$gone"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"$gone: is in $dir/feeds.opml already; it was retired, and is polled again"* ]]
    : >"$newsroom_log"
    run_once 2>"$dir/stderr" || true
    grep -q '^GET /x/status/410 ' "$newsroom_log"
    feeds add --feeds "$dir/feeds.opml" --state "$out/state" "$gone"
    [[ "$stderr" != *"was retired"* ]]
}

@test "each feed is checked, and what is wrong with it is said" {
    site
    printf '%s\n' "$base/rss.xml" "$base/x/moved/second.xml" "$base/x/status/410" "$base/none.html" >"$dir/feeds.txt"
    feeds check --feeds "$dir/feeds.txt"
    [ "$status" -eq 3 ]
    [ "${lines[0]}" = "ok	$base/rss.xml	200	RSS	1	2024-03-05T08:15:00Z	-" ]
    [[ "${lines[1]}" == "moved	$base/x/moved/second.xml	200	RSS	1	"*"put $base/second.xml into the list" ]]
    [[ "${lines[2]}" == "broken	$base/x/status/410	410	-	0	-	HTTP 410; "* ]]
    [ "${lines[3]}" = "broken	$base/none.html	200	-	0	-	no feed: an HTML page; \`wiremill feeds discover URL\` finds its feeds" ]
    feeds check --feeds "$dir/feeds.txt" --json "$base/rss.xml"
    [ "$status" -eq 0 ]
    [ "$(jq -r '.verdict + .newest + .note' <<<"$output")" = "ok2024-03-05T08:15:00Z" ]
}

@test "feeds are found by a link, in the HTTP head, and where sites have them" {
    site
    feeds discover "$base/one.html"
    [ "$output" = "$base/rss.xml	RSS	The rss paper" ]
    feeds discover "$base/x/linked/second.xml/none.html"
    [ "$output" = "$base/second.xml	RSS	The second paper" ]
    feeds discover "$base/none.html"
    [ "$status" -eq 0 ]
    [[ "$output" == *"$base/rss.xml	RSS	The rss paper"* ]]
    [ "$(grep -c '^GET /robots.txt' "$newsroom_log")" -eq 1 ]
    printf 'User-agent: *\nDisallow: /\n' >"$dir/site/robots.txt"
    : >"$newsroom_log"
    feeds discover "$base/none.html"
    [ "$status" -eq 1 ]
    [ "$(wc -l <"$newsroom_log")" -eq 2 ]
}

@test "lists are exported as one, with folders, unknown attributes, and titles that were learned" {
    site
    desk
    printf '%s/second.xml\n' "$base" >"$dir/more.txt"
    "$WIREMILL_BIN/wiremill" run --once --feeds "$dir/more.txt" --out "$out" --allow-hosts 127.0.0.1 --host-delay-ms 1
    feeds export --feeds "$dir/desk.opml" --feeds "$dir/more.txt" --state "$out/state"
    [ "$status" -eq 0 ]
    diff <(sed -e 's/version="1.1"/version="2.0"/' -e "s/title='Italy'/title='Italy' text=\"Italy\"/" \
        -e "s|xmlurl='\([^']*\)' wiremill:tls=\"verify\"|xmlUrl=\"\1\" wiremill:tls=\"verify\" type=\"rss\"|" \
        "$dir/desk.opml") <(sed '/second/d' <<<"$output")
    grep -qx "    <outline text=\"The second paper\" type=\"rss\" xmlUrl=\"$base/second.xml\"/>" <<<"$output"
}

@test "a list that is broken is read and exported, and not changed" {
    site
    printf '<opml><body><outline text="R&D" xmlUrl="%s/rss.xml">' "$base" >"$dir/broken.opml"
    feeds export --feeds "$dir/broken.opml"
    [[ "$output" == *"<outline text=\"R&amp;D\" xmlUrl=\"$base/rss.xml\" type=\"rss\"/></body></opml>"* ]]
    feeds add --feeds "$dir/broken.opml" "$base/second.xml"
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"broken.opml: line 1: "* ]]
}
