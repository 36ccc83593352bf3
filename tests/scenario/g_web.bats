# tests/scenario/g_web.bats - what the web does to a fetcher: each page becomes a document, or a dead letter that says why;
# nothing hangs, nothing grows.

load harness

# site PAGE...: a newsroom on localhost, the only name that is allowed, whose feed lists these paths.
site() {
    mkdir "$dir/site"
    newsroom --root "$dir/site"
    base=http://localhost:${address#*:}
    {
        echo '<rss version="2.0"><channel><title>Web</title>'
        for page; do
            echo "<item><title>A page</title><link>$base$page</link></item>"
        done
        echo '</channel></rss>'
    } >"$dir/site/web.xml"
    echo "$base/web.xml" >"$dir/feeds.opml"
}

read_once() {
    WIREMILL_FETCH_TIMEOUT_MS=5000 "$WIREMILL_BIN/wiremill" run --once --feeds "$dir/feeds.opml" --out "$out" \
        --allow-hosts localhost --host-delay-ms 1 "$@"
}

# dies_of PATH REASON: the page is a dead letter of that reason.
dies_of() {
    if ! dead_letters | grep -F "$base$1\"" | grep -qF "$2"; then
        echo "$1 is no dead letter of \"$2\":" >&2
        dead_letters | grep -F "$base$1" >&2
        return 1
    fi
}

status_is() {
    [ "$status" -eq "$1" ] || { echo "exit status $status:" "$output" >&2; return 1; }
}

has_article() {
    documents | grep -q "article-number-$1\b" || { echo "article $1 is missing" >&2; return 1; }
}

@test "pages by every coding and redirect become documents; the others die of what is the matter" {
    site /x/chain/301/5/gen/article/1.html /x/br/gen/article/2.html /x/zstd/gen/article/3.html /x/gzip/gen/article/4.html \
        /x/chunked/gen/article/5.html /x/flaky/1/gen/article/6.html \
        /x/chain/302/6/gen/article/10.html /x/loop /x/status/404 /x/challenge \
        /x/bomb/gzip/50000000 /x/bomb/br/50000000 /x/bomb/zstd/50000000
    run read_once
    status_is 3
    for k in 1 2 3 4 5 6; do
        has_article $k
    done
    dies_of /x/chain/302/6/gen/article/10.html "more than 5 redirects"
    dies_of /x/loop "more than 5 redirects"
    dies_of /x/status/404 "HTTP 404"
    dies_of /x/challenge "Cloudflare wants a browser"
    dies_of /x/bomb/gzip/50000000 "coded body over 8388608 bytes when decoded"
    dies_of /x/bomb/br/50000000 "coded body over 8388608 bytes when decoded"
    dies_of /x/bomb/zstd/50000000 "coded body over 8388608 bytes when decoded"
    [ "$(documents | wc -l)" -eq 6 ]
    [ "$(dead_letters | wc -l)" -eq 7 ]
}

@test "redirects into addresses that are not public are refused, and never asked" {
    site /x/redirect-to/http%3A%2F%2F127.0.0.1%3A1%2Fa /x/to/301/http%3A%2F%2F169.254.169.254%2Flatest%2F \
        /x/to/307/http%3A%2F%2F%5B%3A%3Affff%3A127.0.0.1%5D%2F /x/to/308/http%3A%2F%2F2130706433%2F \
        /x/to/302/file%3A%2F%2F%2Fetc%2Fpasswd
    echo "http://$address/rss.xml" >>"$dir/feeds.opml" # the same server by its address
    run read_once
    status_is 3
    dies_of /x/redirect-to/http%3A%2F%2F127.0.0.1%3A1%2Fa "address 127.0.0.1 is not allowed (--allow-hosts)"
    dies_of /x/to/301/http%3A%2F%2F169.254.169.254%2Flatest%2F "address 169.254.169.254 is not allowed"
    dies_of /x/to/307/http%3A%2F%2F%5B%3A%3Affff%3A127.0.0.1%5D%2F "is not allowed (--allow-hosts)"
    dies_of /x/to/308/http%3A%2F%2F2130706433%2F "address 127.0.0.1 is not allowed"
    dies_of /x/to/302/file%3A%2F%2F%2Fetc%2Fpasswd "no http or https URL"
    [[ "$output" == *"http://$address/rss.xml"*"address 127.0.0.1 is not allowed"* ]]
    [ "$(grep -c rss.xml "$newsroom_log")" -eq 0 ]
    [ -z "$(documents)" ]
}

@test "drips, bodies without an end and wrong lengths: tried again, then given up, in bounded time and memory" {
    site /x/drip/100/gen/article/1.html /x/huge/1000000000000 /x/length/90000/gen/article/2.html \
        /x/truncate/gen/article/3.html /x/slow/60000/gen/article/4.html /gen/article/7.html
    began=$SECONDS
    export WIREMILL_FETCH_TIMEOUT_MS=700
    run /usr/bin/python3 -c 'import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print("kilobytes", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)' "$WIREMILL_BIN/wiremill" run --once --feeds "$dir/feeds.opml" --out "$out" \
        --allow-hosts localhost --host-delay-ms 1
    status_is 3
    [ $((SECONDS - began)) -lt 60 ]
    [ "$(sed -n 's/^kilobytes //p' <<<"$output")" -lt 1000000 ]
    dies_of /x/drip/100/gen/article/1.html "time-out after 0."
    dies_of /x/slow/60000/gen/article/4.html "time-out after 0."
    dies_of /x/length/90000/gen/article/2.html "bytes remaining to read"
    dies_of /x/truncate/gen/article/3.html "bytes remaining to read"
    has_article 7
    [ "$(grep -c 'GET /x/truncate/' "$newsroom_log")" -eq 3 ]
    [ "$(grep -c 'GET /x/huge/' "$newsroom_log")" -eq 1 ]
}

@test "TLS: a certificate nobody knows is refused with what to do; --ca-file, or an option of the feed, lets it in" {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
    mkdir "$dir/site"
    newsroom --root "$dir/site" --tls-cert "$dir/cert.pem" --tls-key "$dir/key.pem"
    base=https://localhost:${address#*:}
    echo "$base/gen/2/rss.xml" >"$dir/feeds.opml"
    run read_once
    status_is 3
    [[ "$output" == *"self-signed certificate; if you trust it: --ca-file"* ]]
    [ -z "$(documents)" ]
    read_once --ca-file "$dir/cert.pem"
    [ "$(documents | wc -l)" -eq 2 ]
    cat >"$dir/feeds.opml" <<EOF
<opml version="2.0" xmlns:wiremill="urn:wiremill:feeds"><body>
<outline type="rss" xmlUrl="$base/gen/3/rss.xml" wiremill:tls="insecure"/>
</body></opml>
EOF
    read_once # the pages come the way of their feed
    [ "$(documents | wc -l)" -eq 3 ]
}

@test "a feed's headers go to its own host, and into no archive" {
    mkdir "$dir/site" "$dir/headers"
    newsroom --root "$dir/site"
    port=${address#*:}
    cat >"$dir/feeds.opml" <<EOF
<opml version="2.0" xmlns:wiremill="urn:wiremill:feeds"><body>
<outline type="rss" xmlUrl="http://localhost:$port/gen/1/rss.xml" wiremill:headersFile="site.txt"/>
<outline type="rss" xmlUrl="http://localhost:$port/x/to/302/http%3A%2F%2F127.0.0.1%3A$port%2Fx%2Fecho-headers" wiremill:headersFile="site.txt"/>
<outline type="rss" xmlUrl="http://localhost:$port/x/echo-headers" wiremill:headersFile="none.txt"/>
</body></opml>
EOF
    echo "X-Key: tulip-4711" >"$dir/headers/site.txt"
    run read_once --allow-hosts 127.0.0.1 --headers-dir "$dir/headers"
    status_is 3
    [[ "$output" == *"headersFile $dir/headers/none.txt: No such file"* ]]
    [[ "$output" != *tulip* ]]
    has_article 1
    [ "$(zcat "$out"/archive/*.gz* | grep -ac tulip)" -eq 0 ]
    zcat "$out"/archive/*.gz* | grep -aq "from port" # the headers that came there are in the archive
}
