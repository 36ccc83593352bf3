# tests/scenario/f_cli.bats - the contract of the command line: what goes where, exit statuses, and errors that say what,
# where and why.

load harness

wiremill=
page=

setup_file() {
    unset WIREMILL_LOG_LEVEL WIREMILL_RUN WIREMILL_FEEDS
}

# says STATUS SENTENCE COMMAND...: it ends with the status, says the sentence on standard error, and nothing else comes out.
says() {
    local want=$1 sentence=$2 status=0
    shift 2
    "$@" >"$dir/stdout" 2>"$dir/stderr" || status=$?
    if [ "$status" -ne "$want" ] || ! grep -qF -- "$sentence" "$dir/stderr" || [ -s "$dir/stdout" ]; then
        echo "$*: exit status $status, not $want, or not \"$sentence\":" >&2
        cat "$dir/stderr" "$dir/stdout" >&2
        return 1
    fi
}

# as_nobody COMMAND...: as a user whom file modes hold for; the folders of the programs may be closed to it.
as_nobody() {
    setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

commands="run replay normalize enrich parse-feed feeds archive keygen ingest dispatch sink"

use() {
    wiremill=$WIREMILL_BIN/wiremill
    page=$repo/samples/newsroom/en/trade-commission-rome.html
}

@test "every command has a --help that fits on the screen and lists each option with one line" {
    use
    "$wiremill" --help >"$dir/overview"
    for command in $commands; do
        grep -q "^  $command " "$dir/overview"
        "$wiremill" "$command" --help >"$dir/help" 2>"$dir/stderr"
        [ ! -s "$dir/stderr" ]
        head -n 1 "$dir/help" | grep -q '^usage: wiremill'
        grep -qF 'Exit status: 0 done, 1 failed, 2 wrong usage, 3 done' "$dir/help"
        [ "$(awk 'length($0) > 120' "$dir/help")" = "" ]
        # name, then its explanation, on one line; the option's value is named where it takes one
        [ "$(grep '^  --' "$dir/help" | grep -vEc '^  --[a-z-]+( N| TEXT)? +[^ ].+|^  --help, --version$')" -eq 0 ]
    done
}

@test "--version says name and number, alike everywhere" {
    use
    number=$("$wiremill" --version | sed -n '1s/^wiremill //p')
    [[ "$number" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]
    for command in $commands; do
        "$wiremill" "$command" --version | head -n 1 | grep -q "^wiremill.* $number\$"
    done
}

@test "wrong usage is status 2, names the word, and says whose help to read" {
    use
    says 2 'a command is missing' "$wiremill"
    says 2 'nosuch: no such command' "$wiremill" nosuch
    # shellcheck disable=SC2016  # the backquotes are printed
    says 2 '`wiremill run --help` says what it takes' "$wiremill" run
    says 2 '--nosuch: no such option' "$wiremill" run --nosuch
    says 2 '-x: no such option' "$wiremill" normalize -xyz "$page"
    says 2 '--once=3: takes no value' "$wiremill" run --once=3
    says 2 '--feeds: needs a value' "$wiremill" run --feeds
    says 2 '--credit: "" is no whole number from 0 to 1024' "$wiremill" normalize --credit= "$page"
    says 2 'WIREMILL_CREDIT: "many" is no whole number' env WIREMILL_CREDIT=many "$wiremill" normalize "$page"
    says 2 '--out DIR is needed' "$wiremill" replay "$page"
    says 2 'takes one FILE' "$wiremill" parse-feed
    says 2 "$dir/b: one folder is enough" "$wiremill" keygen "$dir/a" "$dir/b"
    says 2 'dispatch: takes no operands' "$wiremill" dispatch dispatch
}

@test "what one process could not do is refused before any starts, and leaves no folder behind" {
    use
    says 2 '--log-level: "loud"' "$wiremill" replay "$page" --out "$out" --log-level loud
    says 2 'ipc://PATH' "$wiremill" replay "$page" --out "$out" --dispatch tcp://127.0.0.1:1
    says 2 '-: a replay reads files and folders' "$wiremill" replay - --out "$out"
    says 2 '--host-delay-ms: "soon"' "$wiremill" run --feeds x --out "$out" --host-delay-ms soon
    says 1 "$dir/nowhere: cannot be read: No such file" "$wiremill" replay "$dir/nowhere" --out "$out"
    [ ! -e "$out" ]
}

@test "a file that cannot be read is refused with its reason, and the others are done: status 3" {
    use
    echo text >"$dir/picture.png"
    says 3 "$dir/nowhere.html: No such file" "$wiremill" normalize "$dir/nowhere.html"
    says 3 "$dir/nowhere: No such file" "$wiremill" enrich "$dir/nowhere"
    says 3 "$dir: Is a directory" "$wiremill" normalize "$dir"
    says 3 'picture.png: not a kind of file that is read (.html' "$wiremill" normalize "$dir/picture.png"
    status=0
    "$wiremill" normalize "$dir/nowhere.html" "$page" >"$dir/stdout" 2>/dev/null || status=$?
    [ $status -eq 3 ]
    [ "$(jq -r .sourceFile "$dir/stdout")" = trade-commission-rome.html ]
}

@test "- is standard input, and one stage feeds the next" {
    use
    "$wiremill" normalize "$page" | jq -c 'del(.id, .sourceFile)' >"$dir/named"
    "$wiremill" normalize - <"$page" | jq -c 'del(.id, .sourceFile)' >"$dir/piped"
    cmp "$dir/named" "$dir/piped"
    "$wiremill" normalize "$page" | "$wiremill" enrich - >"$dir/documents.jsonl"
    [ "$(wc -l <"$dir/documents.jsonl")" -eq 1 ]
    /usr/bin/python3 "$repo/tests/validate.py" "$dir/documents.jsonl"
    "$wiremill" parse-feed - <"$repo/samples/newsroom/rss.xml" | jq -e '.entries | length > 5'
}

@test "standard output that is full or closed is an error with a reason" {
    use
    for command in --help --version "run --help" "sink --version" "normalize $page" "parse-feed $repo/samples/newsroom/rss.xml"; do
        for where in /dev/full closed; do
            status=0
            # shellcheck disable=SC2086  # a command is several words
            if [ $where = closed ]; then
                "$wiremill" $command >&- 2>"$dir/stderr" || status=$?
            else
                "$wiremill" $command >$where 2>"$dir/stderr" || status=$?
            fi
            [ $status -eq 1 ]
            grep -q 'standard output: ' "$dir/stderr"
        done
    done
}

@test "an output folder keeps what else is in it; one that is a file, or closed, is said" {
    use
    mkdir -p "$out/segments"
    echo mine | tee "$out/notes" >"$out/segments/notes.txt"
    pages 3
    "$wiremill" replay "$dir/pages" --out "$out"
    [ "$(documents | wc -l)" -eq 3 ]
    [ "$(cat "$out/notes" "$out/segments/notes.txt")" = "$(printf 'mine\nmine')" ]
    says 1 "$out/notes: is no directory" "$wiremill" replay "$dir/pages" --out "$out/notes"
    says 1 '/proc/nowhere: cannot make the directory' "$wiremill" replay "$dir/pages" --out /proc/nowhere
}

@test "a replay with a damaged file ends with status 3 and its dead letter" {
    use
    pages 2
    gzip -c "$page" | head -c 300 >"$dir/pages/torn.html.gz"
    status=0
    "$wiremill" replay "$dir/pages" --out "$out" || status=$?
    [ $status -eq 3 ]
    [ "$(documents | wc -l)" -eq 2 ]
    [ "$(dead_letters | jq -r .article.sourceFile)" = torn.html.gz ]
}

@test "variables for one source do not reach the other" {
    use
    pages 2
    WIREMILL_FEEDS=http://127.0.0.1:1/ "$wiremill" replay "$dir/pages" --out "$out"
    [ "$(documents | wc -l)" -eq 2 ]
    newsroom
    WIREMILL_RUN=again run_once
    [ "$(documents | jq -r .enrichment.provenance.run | sort | uniq -c | tr -s ' ' ,)" = "$(printf ',16,live\n,2,replay')" ]
}

@test "addresses: a path too long, a port in use, tcp without keys" {
    use
    says 1 'over 107 bytes' "$wiremill" dispatch --bind "ipc://$dir/$(printf '%0120d' 1)"
    says 1 'an endpoint is ipc://PATH or tcp://HOST:PORT' "$wiremill" dispatch --bind nonsense
    newsroom
    says 1 'Address already in use' "$wiremill" dispatch --insecure --bind "tcp://$address"
    says 1 'wiremill keygen' "$wiremill" dispatch --bind tcp://127.0.0.1:1
}

@test "an ordinary user needs no more than a folder to write to" {
    use
    [ "$(id -u)" -eq 0 ] || skip "this is root's to try; everybody else tries it with each other test"
    cp "$WIREMILL_BIN"/wiremill* "$dir"
    pages 2
    mkdir -m 700 "$out" "$dir/runtime"
    mkdir -m 500 "$dir/closed"
    chmod -R go+rX "$dir/pages"
    chmod 711 "$dir"
    chown -R 65534:65534 "$out" "$dir/runtime" "$dir/closed"
    cp -r "${WIREMILL_DATA:-$repo/data}" "$dir/data"
    for runtime in "$dir/runtime" /nowhere "$dir/closed"; do
        as_nobody env XDG_RUNTIME_DIR="$runtime" WIREMILL_DATA="$dir/data" "$dir/wiremill" replay "$dir/pages" --out "$out"
    done
    as_nobody env -u XDG_RUNTIME_DIR WIREMILL_DATA="$dir/data" "$dir/wiremill" replay "$dir/pages" --out "$out"
    [ "$(documents | wc -l)" -eq 2 ]
    [ "$(ls -A "$dir/runtime")" = "" ]
    says 1 "cannot make the directory: Permission denied" as_nobody "$dir/wiremill" replay "$dir/pages" --out "$dir/closed/out"
}
