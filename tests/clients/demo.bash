# A demo for one run of a client: server and local Telegram on free ports. To be sourced; uses bash.
#
#     start_demo BINARY    starts it; sets DEMO_API, DEMO_TELEGRAM, DEMO_ANN and DEMO_ADMIN (two tokens)
#     stop_demo            ends it

DEMO_API=
DEMO_TELEGRAM=
DEMO_ANN=
DEMO_ADMIN=
_demo_pid=
_demo_log=

start_demo() {
    _demo_log="$(mktemp)"
    "$1" demo --listen 127.0.0.1:0 --telegram-listen 127.0.0.1:0 >"$_demo_log" 2>&1 &
    _demo_pid=$!
    for _ in {1..200}; do
        if grep -q "Admin's token" "$_demo_log"; then break; fi
        if ! kill -0 "$_demo_pid" 2>/dev/null; then break; fi
        sleep 0.1
    done
    DEMO_API="$(awk '$1 == "GraphiQL" { print $2; exit }' "$_demo_log")"
    DEMO_TELEGRAM="$(awk '$1 == "Local" && $2 == "Telegram" { sub("/$", "", $3); print $3; exit }' "$_demo_log")"
    DEMO_ANN="$(awk '$1 == "Ann'"'"'s" && $2 == "token" { print $3; exit }' "$_demo_log")"
    DEMO_ADMIN="$(awk '$1 == "Admin'"'"'s" && $2 == "token" { print $3; exit }' "$_demo_log")"
    if [[ -z "$DEMO_API" ]]; then
        cat "$_demo_log" >&2
        printf 'error: the demo did not start\n' >&2
        return 1
    fi
}

stop_demo() {
    if [[ -n "$_demo_pid" ]]; then
        kill -INT "$_demo_pid" 2>/dev/null || true
        wait "$_demo_pid" 2>/dev/null || true
    fi
    rm -f "$_demo_log"
    _demo_pid=
}
