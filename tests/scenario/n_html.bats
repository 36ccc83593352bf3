# tests/scenario/n_html.bats - the HTML reader beside another one, and pages made to hurt it.

load harness

# compare_html5lib PAGE...: both readers see the same texts.
compare_html5lib() {
    /usr/bin/python3 -c 'import html5lib' || skip "no python3-html5lib"
    /usr/bin/python3 "$repo/tests/support/compare_html5lib.py" --show 20 "$@"
}

@test "paragraphs, list items, cells and headings are those that html5lib sees: our own pages" {
    compare_html5lib "$WIREMILL_BIN/html_texts" "$repo"/tests/support/html_pages/*.html
}

# All of them: tests/support/compare_html5lib.py build/bin/html_texts ../shared/data/{news,extraction}-dev/html/*
@test "paragraphs, list items, cells and headings are those that html5lib sees: real pages" {
    pages=("$repo"/../shared/data/{news,extraction}-dev/html/*.gz)
    [ -e "${pages[0]}" ] || skip "no ../shared/data"
    compare_html5lib --limit 40 "$WIREMILL_BIN/html_texts" "${pages[@]}"
}

# times N TEXT: TEXT so often, without line ends.
times() {
    head -c "$1" /dev/zero | sed "s|\x00|$2|g"
}

# reads_within STATUS WORDS: what stands on standard input as a page is read in 256 MiB and 20 s, with that exit status, and
# WORDS are in what comes out or in the reason.
reads_within() {
    local status=0
    cat >"$dir/page.html"
    (
        # sanitizers reserve address space by the terabyte
        grep -q __asan_init "$WIREMILL_BIN/wiremill-normalize" || ulimit -v $((256 << 10))
        exec timeout 20 "$WIREMILL_BIN/wiremill-normalize" --content-type text/html "$dir/page.html" >"$dir/read" 2>&1
    ) || status=$?
    if [ "$status" -ne "$1" ] || ! grep -q "$2" "$dir/read"; then
        echo "status $status: $(head -c 300 "$dir/read")" >&2
        return 1
    fi
}

story='<p>The harbour of Ostermund stays open all winter, the council said on Tuesday evening.</p>'
story+='<p>Ships from the islands may land there at any hour, and the ferry keeps its three trips a day.</p>'

@test "hostile pages give up their text in bounded memory and time" {
    { times 60000 '<div>'; echo "$story"; } | reads_within 0 'harbour of Ostermund'
    { echo -n '<p '; times 40000 'a=1 '; echo ">$story"; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 500000 '<a>'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 300000 '<table>'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 1000000 '</p>'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 1000000 '<'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story<svg>"; times 100000 '<g>'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story<p>"; times 1000000 '\&'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story<!--"; times 1000000 '-->x<!--'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story<script>"; times 1000000 '<!--<script '; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 8000000 ' '; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 1300000 '\&nbsp;'; } | reads_within 0 'harbour of Ostermund'
    { echo "$story"; times 8000 ' '; times 100000 '\x00'; } | reads_within 0 'harbour of Ostermund'
    { times 100000 "Ships may land there at any hour, the council of Ostermund said on Tuesday evening. "; } |
        reads_within 0 'council of Ostermund'
}

@test "hostile pages without text are refused with a reason" {
    times 1000000 'x' | sed 's/^/<div /' | reads_within 3 'drop: '
    times 1200000 '<br>' | reads_within 3 'page of more than 1048576 nodes'
    times 1200000 '<br a>' | reads_within 3 'page of more than 1048576'
    times 100000 '\x00' | reads_within 3 'NUL bytes'
    times 8000000 ' ' | reads_within 3 'drop: '
    times 1300000 '\&nbsp;' | reads_within 3 'drop: '
}
