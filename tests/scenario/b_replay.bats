# tests/scenario/b_replay.bats - archives, folders and files through the whole pipeline.

load harness

@test "replay of a folder: each page becomes one valid document" {
    pages 60
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --normalize 2 --enrich 2
    each_article_once 60
    valid_documents
}

@test "replay of the live archive gives the same articles under another run" {
    newsroom
    run_once
    documents >"$dir/live"
    "$WIREMILL_BIN/wiremill" replay "$out/archive" --out "$dir/again" --run second
    out=$dir/again
    [ "$(documents | jq -r '[.uri, .bodies[0].value] | @json' | sort | sha256sum)" = \
        "$(jq -r '[.uri, .bodies[0].value] | @json' "$dir/live" | sort | sha256sum)" ]
}

@test "the same run again has nothing to do; a new run stands beside the old" {
    pages 10
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    run "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    [ "$status" -eq 0 ]
    [[ "$output" == *"nothing new"* ]]
    [ "$(documents | wc -l)" -eq 10 ]
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --run second
    [ "$(documents | wc -l)" -eq 20 ]
}

@test "what a run has not finished is not passed over when other files come before it is" {
    pages 5
    mkdir "$dir/more"
    cp "$dir/pages/1.html" "$dir/more/1.html"
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --normalize 0 --log-level info 2>"$dir/stderr" &
    eventually grep -q 'proc=ingest event=start' "$dir/stderr"
    kill -KILL $!
    run "$WIREMILL_BIN/wiremill" replay "$dir/more" --out "$out"
    [ "$status" -eq 2 ]
    [[ "$output" == *"pages/"*".html: the run \"replay\" is not done with it"* ]]
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    [ "$(documents | wc -l)" -eq 5 ]
    "$WIREMILL_BIN/wiremill" replay "$dir/more" --out "$out"
    [ "$(documents | wc -l)" -eq 6 ]
}

@test "a file that is too long for places in it is refused" {
    mkdir "$dir/pages"
    truncate -s 1T "$dir/pages/long.jsonl" || skip "no sparse file of a tebibyte here"
    run "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    [ "$status" -eq 1 ]
    [[ "$output" == *"long.jsonl: longer than a tebibyte"* ]]
}

@test "bad inputs are dead letters with their reason, the good ones go through, exit status 3" {
    pages 5
    printf '{"url":"https://news.example/x","text":"cut' >"$dir/pages/broken.jsonl"
    run "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    [ "$status" -eq 3 ]
    [ "$(documents | wc -l)" -eq 5 ]
    [ "$(dead_letters | wc -l)" -eq 1 ]
    [ "$(dead_letters | jq -r .stage)" = ingest ]
    dead_letters | jq -e '.reason | length > 5'
}

@test "a replay with a state of its own leaves the dead letters of another alone" {
    pages 2
    printf '{"text":"cut' >"$dir/pages/broken.jsonl"
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" || [ $? -eq 3 ]
    dead_letters >"$dir/before"
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --state "$dir/state2" --run second || [ $? -eq 3 ]
    [ "$(dead_letters | wc -l)" -eq 2 ]
    dead_letters | grep -Fxf "$dir/before"
}

@test "the WARC that another crawler wrote gives its three articles" {
    [ -e "$repo/../shared/fixtures/wget-sample.warc.gz" ] || skip "no ../shared/fixtures"
    "$WIREMILL_BIN/wiremill" replay "$repo/../shared/fixtures/wget-sample.warc.gz" --out "$out" || [ $? -eq 3 ]
    [ "$(documents | jq -r .language | sort | uniq | tr '\n' ' ')" = "en it vi " ]
}

@test "the seeds reach the scores of the first end" {
    [ -d "$repo/../shared/seeds" ] || skip "no ../shared/seeds"
    "$WIREMILL_BIN/wiremill" replay "$repo/../shared/seeds" --out "$out"
    [ "$(documents | wc -l)" -eq 5 ]
    valid_documents
    /usr/bin/python3 "$repo/../shared/tools/score_articles.py" --gold "$repo/../shared/gold" --system "$dir/documents.jsonl" \
        --json "$dir/report.json" >&2
    jq -e '.total | .body.f >= 0.95 and .leaked_lines == 0 and .leaked_fragments == 0 and .language == 1
        and .entities.LOC.f >= 0.7 and .sectors.f >= 0.6' "$dir/report.json"
}

@test "single stages on files: normalize to enrich gives the pipeline's document" {
    pages 3
    "$WIREMILL_BIN/wiremill" normalize "$dir"/pages/*.html >"$dir/clean.jsonl"
    "$WIREMILL_BIN/wiremill" enrich "$dir/clean.jsonl" >"$dir/stages.jsonl"
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out"
    [ "$(jq -r '.bodies[0].value' "$dir/stages.jsonl" | sort)" = "$(documents | jq -r '.bodies[0].value' | sort)" ]
}
