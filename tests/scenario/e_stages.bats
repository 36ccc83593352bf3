# tests/scenario/e_stages.bats - a stage in another language, and the same pipeline over tcp with keys.

load harness

@test "a Python worker written from docs/protocol.md adds a field that ends up in the document" {
    pages 40
    endpoint=ipc://$dir/dispatch
    extra_stage mood "$endpoint" &
    extra=$!
    "$WIREMILL_BIN/wiremill" replay "$dir/pages" --out "$out" --stages normalize,mood,enrich,sink --dispatch "$endpoint"
    touch "$dir/stop"
    kill $extra; pkill -f "$endpoint" || true
    each_article_once 40
    valid_documents
    [ "$(documents | jq -c .enrichment.extra | grep -c '{.*}')" -eq 40 ]
}

# one_machine KEYS...: the five processes by hand over tcp; the source ends the others.
over_tcp() {
    local port=$1
    shift
    "$WIREMILL_BIN/wiremill-dispatch" --bind "@tcp://127.0.0.1:$port" "$@" &
    dispatch=$!
    for stage in normalize enrich; do
        "$WIREMILL_BIN/wiremill-$stage" --dispatch "tcp://127.0.0.1:$port" "$@" &
    done
    "$WIREMILL_BIN/wiremill-sink" --dispatch "tcp://127.0.0.1:$port" --out "$out" "$@" &
    sink=$!
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

@test "over tcp with CURVE keys" {
    pages 30
    "$WIREMILL_BIN/wiremill" keygen "$dir/keys"
    [ "$(stat -c %a "$dir/keys/dispatch.key")" = 600 ]
    port=$(free_port)
    over_tcp "$port" --keys "$dir/keys"
    "$WIREMILL_BIN/wiremill-ingest" --dispatch "tcp://127.0.0.1:$port" --keys "$dir/keys" --state "$dir/state" --dead "$out/dead" \
        "$dir/pages"
    kill -TERM $sink
    ends $sink 0
    each_article_once 30
}

@test "tcp without keys is refused unless --insecure says so" {
    run "$WIREMILL_BIN/wiremill-dispatch" --bind "@tcp://127.0.0.1:$(free_port)"
    [ "$status" -eq 1 ]
    [[ "$output" == *"wiremill keygen"* ]]
}

@test "a peer without the keys has no effect on the others" {
    pages 30
    "$WIREMILL_BIN/wiremill" keygen "$dir/keys"
    port=$(free_port)
    over_tcp "$port" --keys "$dir/keys"
    "$WIREMILL_BIN/wiremill-normalize" --dispatch "tcp://127.0.0.1:$port" --insecure 2>"$dir/stranger" &
    printf 'GET / HTTP/1.1\r\n\r\n' >"/dev/tcp/127.0.0.1/$port" || true
    "$WIREMILL_BIN/wiremill-ingest" --dispatch "tcp://127.0.0.1:$port" --keys "$dir/keys" --state "$dir/state" --dead "$out/dead" \
        "$dir/pages"
    kill -TERM $sink
    ends $sink 0
    each_article_once 30
}
