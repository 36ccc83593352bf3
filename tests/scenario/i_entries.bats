# tests/scenario/i_entries.bats - what is new: one article each, in however many feeds and under whatever guids; edited ones
# as a new version; articles out of the feed itself; sitemaps.

load harness

# site COUNT: a newsroom of that many generated pages, 1.html on, with feeds that the test writes.
site() {
    mkdir "$dir/site"
    "$WIREMILL_BIN/newsroom" --generate "$dir/site" --count "$1"
    newsroom --root "$dir/site"
    : >"$dir/feeds.opml"
}

# item GUID PATH TITLE [DAY [CONTENT]]: "-" leaves an element out.
item() {
    echo "<item>"
    [ "$1" = - ] || echo "<guid isPermaLink=\"false\">$1</guid>"
    [ "$2" = - ] || echo "<link>@BASE@/$2</link>"
    echo "<title>$3</title>"
    [ "${4:--}" = - ] || echo "<pubDate>$4 Nov 2026 08:00:00 +0000</pubDate>"
    [ -z "${5:-}" ] || echo "<content:encoded><![CDATA[$5]]></content:encoded>"
    echo "</item>"
}

# feed NAME: the feed NAME.xml of the items on standard input; listed once.
feed() {
    {
        echo "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
        echo "<title>Feed $1</title><link>@BASE@/</link><generator>$RANDOM$RANDOM</generator>"
        cat
        echo "</channel></rss>"
    } >"$dir/site/$1.xml"
    grep -q "/$1.xml" "$dir/feeds.opml" || echo "http://$address/$1.xml" >>"$dir/feeds.opml"
}

# url PATH [DAY]: a page in a sitemap.
url() {
    echo "<url><loc>@BASE@/$1</loc>${2:+<lastmod>$2</lastmod>}</url>"
}

# sitemap NAME: NAME.xml of the urls on standard input.
sitemap() {
    { echo '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'; cat; echo "</urlset>"; } >"$dir/site/$1.xml"
}

# How often a page was sent whole.
sent() {
    grep -c "^GET /$1 200 " "$newsroom_log" || true
}

# As if the last runs had been two hours earlier.
two_hours_pass() {
    /usr/bin/python3 - "$out/state/ingest.sqlite" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE pages SET settled_ms = settled_ms - 7200000, due_ms = due_ms - 7200000")
db.commit()
PYTHON
}

versions() {
    documents | jq -r '[.uri, .version] | join(" ")' | sort
}

@test "an article in three feeds is fetched once and lists all three" {
    site 1
    item a 1.html?utm_source=a "First headline" 20 | feed a
    item b 1.html?utm_source=b#top "Second headline" 20 | feed b
    item c 1.html "Third headline" 20 | feed c
    run_once
    [ "$(grep -c '^GET /1.html' "$newsroom_log")" -eq 1 ]
    each_article_once 1
    valid_documents
    [ "$(documents | jq -r '.enrichment.provenance.feeds[] | .title' | sort | paste -sd,)" = "Feed a,Feed b,Feed c" ]
}

@test "feeds that change without news bring nothing; a new entry brings one article" {
    site 3
    { item a 1.html One 20; item b 2.html Two 21; } | feed a
    run_once
    documents >"$dir/first"
    : >"$newsroom_log"
    { item a 1.html One 20; item b 2.html Two 21; } | feed a
    run_once
    [ "$(sent a.xml)" -eq 1 ]
    [ "$(grep -c html "$newsroom_log" || true)" -eq 0 ]
    documents | cmp - "$dir/first"
    { item c 3.html Three 22; item a 1.html One 20; item b 2.html Two 21; } | feed a
    run_once
    each_article_once 3
    [ "$(grep -c html "$newsroom_log")" -eq 1 ]
}

@test "an edited article is a new version of the same document, an hour later at the soonest; a replay gives both" {
    site 2
    { item a 1.html "Before" 20; item b 2.html "Other" 21; } | feed a
    item x x/redirect/1/1.html "Elsewhere" 20 | feed b
    run_once
    sed -i 's/article-number-1/article-number-1 edited-later/' "$dir/site/1.html"
    { item a 1.html "After" 20; item b 2.html "Other" 21; } | feed a
    run_once
    [ "$(documents | wc -l)" -eq 2 ]
    two_hours_pass
    run_once
    [ "$(sent 1.html)" -eq 3 ]
    [ "$(sent 2.html)" -eq 1 ]
    valid_documents
    [ "$(documents | jq 'select(.version == "2") | .enrichment.provenance.feeds | length')" -eq 2 ]
    [ "$(versions | wc -l)" -eq 3 ]
    documents | jq -c 'select(.bodies[0].value | test("article-number-1"))' >"$dir/both"
    [ "$(jq -r .version "$dir/both" | paste -sd,)" = 1,2 ]
    [ "$(jq -r .uri "$dir/both" | uniq | wc -l)" -eq 1 ]
    [ "$(jq -r .firstCreated "$dir/both" | uniq | wc -l)" -eq 1 ]
    [ "$(jq -r 'select(.version == "2") | .bodies[0].value | test("edited-later")' "$dir/both")" = true ]
    [ "$(jq -s '.[0].versionCreated <= .[1].versionCreated' "$dir/both")" = true ]
    versions >"$dir/live"
    out=$dir/again
    "$WIREMILL_BIN/wiremill" replay "$dir/out/archive" --out "$out"
    versions | cmp - "$dir/live"
}

@test "a state that is older than the archive learns the versions from it" {
    site 1
    item a x/gzip/1.html "Before" 20 | feed a
    run_once
    two_hours_pass
    cp -r "$out/state" "$dir/state"
    sed -i 's/article-number-1/article-number-1 edited-later/' "$dir/site/1.html"
    item a x/gzip/1.html "After" 20 | feed a
    run_once
    rm -r "$out/state"
    mv "$dir/state" "$out/state"
    run_once
    [ "$(versions | cut -d' ' -f2 | paste -sd,)" = 1,2 ]
    two_hours_pass
    item a x/gzip/1.html "After a while" 20 | feed a # its page says what it said
    run_once
    [ "$(sent x/gzip/1.html)" -eq 3 ]
    [ "$(versions | cut -d' ' -f2 | paste -sd,)" = 1,2 ]
    two_hours_pass
    sed -i 's/article-number-1/article-number-1 edited-again/' "$dir/site/1.html"
    item a x/gzip/1.html "After all" 20 | feed a
    run_once
    [ "$(versions | cut -d' ' -f2 | paste -sd,)" = 1,2,3 ]
    [ "$(documents | jq -r .uri | sort -u | wc -l)" -eq 1 ]
}

@test "an edit that the page knows nothing of is no version: 304, or the same bytes" {
    site 2
    { item a 1.html "Before" 20; item b x/chunked/2.html "Before" 21; } | feed a
    run_once
    two_hours_pass
    { item a 1.html "After" 20; item b x/chunked/2.html "After" 21; } | feed a
    run_once
    [ "$(grep -c '^GET /1.html 304 ' "$newsroom_log")" -eq 1 ]
    [ "$(grep -c '^GET /x/chunked/2.html ' "$newsroom_log")" -eq 2 ]
    each_article_once 2
}

@test "a feed that rewrites most of its entries at once has not edited them" {
    site 6
    for k in 1 2 3 4 5 6; do item "$k" "$k.html" "Before $k" "1$k"; done | feed a
    run_once
    two_hours_pass
    : >"$newsroom_log"
    for k in 1 2 3 4 5 6; do item "$k" "$k.html" "After $k" "1$k"; done | feed a
    run_once
    [ "$(sent a.xml)" -eq 1 ]
    [ "$(grep -c html "$newsroom_log" || true)" -eq 0 ]
    each_article_once 6
}

@test "guids that are all the same, all new, missing, or change places: each article once" {
    site 11
    { item same 1.html One 11; item same 2.html Two 12; item same 3.html Three 13; } | feed same
    { item - 4.html Four 14; item - 5.html Five 15; } | feed missing
    { item p1 6.html Six 16; item p2 7.html Seven 17; } | feed places
    { item t1 9.html Nine 19; item t2 10.html Ten 20; item t3 11.html Eleven 21; } | feed turns
    run_once
    each_article_once 10
    { item other-1 1.html One 11; item other-2 2.html Two 12; item other-3 3.html Three 13; } | feed same
    { item now-4 4.html Four 14; item now-5 5.html Five 15; } | feed missing
    { item p1 8.html Eight 18; item p2 6.html Six 16; item p3 7.html Seven 17; } | feed places
    { item x 9.html Nine 19; item x 10.html Ten 20; item x 11.html Eleven 21; } | feed turns
    two_hours_pass
    run_once
    each_article_once 11
    [ "$(awk '/html/ && $3 == 200 { print $2 }' "$newsroom_log" | sort | uniq -d)" = "" ]
}

@test "an edit is seen though the guid has changed with it" {
    site 1
    item a 1.html Before 20 | feed a
    run_once
    sed -i 's/article-number-1/article-number-1 edited-later/' "$dir/site/1.html"
    item b 1.html After 20 | feed a
    two_hours_pass
    run_once
    [ "$(documents | jq -r .version | sort | paste -sd,)" = 1,2 ]
}

@test "an old guid with another link and headline is another article" {
    site 2
    item latest 1.html "Yesterday's news" 20 | feed a
    run_once
    item latest 2.html "Today's news" 21 | feed a
    run_once
    each_article_once 2
    [ "$(documents | jq -r .version | sort -u)" = 1 ]
}

# A paragraph of about 500 characters with the word $1 in it.
paragraph() {
    local i
    echo "<p>The delegation of $1 signed the agreement in the town hall."
    for i in 1 2 3 4 5; do
        echo "In the afternoon the mayors spoke about harbours, schools and railways, and the guests were shown the market."
    done
    echo "</p>"
}

@test "full text from the feed: nothing else is asked for, entries without a link come too; the archive gives all again" {
    site 2
    {
        item a 1.html "Article one" 20 "$(paragraph word-one)$(paragraph x)"
        item b 2.html "Article two" 21 "$(paragraph word-two)$(paragraph x)"
        item c - "Article three" 22 "$(paragraph word-three)$(paragraph x)"
        item d 1.html "A title alone" 22
    } | feed a
    echo "<opml xmlns:wiremill=\"urn:wiremill:feeds\"><body><outline xmlUrl=\"http://$address/a.xml\" wiremill:fullText=\"feed\"/></body></opml>" \
        >"$dir/feeds.opml"
    run_once
    [ "$(grep -c html "$newsroom_log" || true)" -eq 0 ]
    valid_documents
    [ "$(documents | grep -o 'word-[a-z]*' | sort -u | paste -sd,)" = word-one,word-three,word-two ]
    [ "$(documents | wc -l)" -eq 3 ]
    documents | jq -r '[.uri, .version, .bodies[0].value] | tostring' | sort >"$dir/live"
    run_once
    [ "$(documents | wc -l)" -eq 3 ]
    out=$dir/again
    "$WIREMILL_BIN/wiremill" replay "$dir/out/archive" --out "$out"
    documents | jq -r '[.uri, .version, .bodies[0].value] | tostring' | sort | cmp - "$dir/live"
}

document_count() {
    [ "$(documents_so_far | wc -l)" -eq "$1" ]
}

documents_so_far() {
    cat "$out"/segments/* 2>/dev/null
}

@test "full text from the feed, watched without an end: hundreds of texts come by themselves" {
    site 1
    for k in $(seq 150); do item "$k" - "Article $k" 20 "$(paragraph "word-$k")"; done | feed a
    "$WIREMILL_BIN/wiremill" run --feeds "$dir/feeds.opml" --out "$out" --allow-hosts 127.0.0.1 --full-text feed &
    supervisor=$!
    eventually document_count 150
    kill -TERM $supervisor
    ends $supervisor 0
}

@test "full text from the feed: an edited entry is a new version; one without text waits for it, and may lose it again" {
    site 1
    { item c - "Article three" 22 "$(paragraph word-before)$(paragraph x)"; item d 1.html "Four" 22; } | feed a
    run_once --full-text feed
    { item c - "Article three" 22 "$(paragraph word-after)$(paragraph x)"; item d 1.html "Four" 22 "$(paragraph word-late)"; } | feed a
    two_hours_pass
    run_once --full-text feed
    { item c - "Article three" 22; item d 1.html "Four" 22 "$(paragraph word-late)"; } | feed a
    two_hours_pass
    run_once --full-text feed
    [ "$(documents | jq -r .version | sort | paste -sd,)" = 1,1,2 ]
    [ "$(documents | jq -r .uri | sort -u | wc -l)" -eq 2 ]
    [ "$(documents | grep -c word-late)" -eq 1 ]
    [ "$(grep -c html "$newsroom_log" || true)" -eq 0 ]
}

@test "--full-text auto: whole articles from the feed, teasers from the page, and what the page has not, from the feed" {
    site 2
    {
        item a 1.html "Whole" 20 "$(paragraph word-whole)$(paragraph x)$(paragraph y)$(paragraph z)"
        item b 2.html "Teaser" 21 "<p>Only this much.</p>"
        item c gone.html "No page" 22 "$(paragraph word-fallback)"
        item d lost.html "No page, no text" 23 "<p>Only this much.</p>"
    } | feed a
    run run_once --full-text auto
    [ "$status" -eq 3 ]
    [ "$(grep -c '^GET /1.html' "$newsroom_log" || true)" -eq 0 ]
    [ "$(sent 2.html)" -eq 1 ]
    valid_documents
    [ "$(documents | grep -oE 'word-[a-z]*|article-number-2' | sort -u | paste -sd,)" = article-number-2,word-fallback,word-whole ]
    [ "$(dead_letters | wc -l)" -eq 1 ]
    [[ "$(dead_letters)" == *lost.html* ]]
}

@test "sitemaps that an index names: what is dated of late; undated pages of a small one at once, of a long one when added" {
    site 9
    today=$(date -u +%F)
    { url 1.html "$today"; url 2.html 2020-05-01; } | sitemap dated
    { url 3.html; url 4.html; } | sitemap small
    { for k in $(seq 100); do url "old-$k.html"; done; url 5.html; } | sitemap long
    {
        echo "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
        printf '<sitemap><loc>@BASE@/%s.xml</loc></sitemap>' dated small long
        echo "</sitemapindex>"
    } >"$dir/site/sitemap.xml"
    echo "http://$address/sitemap.xml" >"$dir/feeds.opml"
    run_once
    each_article_once 3
    [ "$(cut -d' ' -f1 "$dir/found" --complement | paste -sd,)" = article-number-1,article-number-3,article-number-4 ]
    documents >"$dir/first"
    run_once
    documents | cmp - "$dir/first"
    { url 1.html "$today"; url 2.html 2020-05-01; url 6.html 2020-05-02; url 7.html "$today"; } | sitemap dated
    { url 3.html; url 4.html; url 8.html; } | sitemap small
    { for k in $(seq 100); do url "old-$k.html"; done; url 5.html; url 9.html; } | sitemap long
    run_once
    [ "$(documents | grep -o 'article-number-[0-9]*' | sort -u | grep -o '[0-9]*' | paste -sd,)" = 1,3,4,7,8,9 ]
    [ "$(grep -c html "$newsroom_log")" -eq 6 ]
    valid_documents
}
