# A PostgreSQL cluster for one run of the tests. To be sourced; uses bash.
#
#     start_postgres    finds (or, as root with apt, installs) PostgreSQL, starts a cluster, sets POSTGRES_URL
#     stop_postgres     stops that cluster and removes it; harmless when there is none
#
# PostgreSQL refuses to run as root, so root starts it as an unprivileged user. SWITCHBOARD_TEST_FSYNC=on makes it as durable as in
# production; off is the default, because nothing in here outlives the run.

POSTGRES_URL=
_postgres_dir=
_postgres_bin=
_postgres_user=

_fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The folder with initdb and pg_ctl, newest version first.
_find_postgres() {
    local candidate newest
    if candidate="$(command -v pg_ctl)" && command -v initdb >/dev/null; then
        dirname "$(readlink -f "$candidate")"
        return 0
    fi
    newest="$(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin | sort -Vr)"
    while IFS= read -r candidate; do
        if [[ -x "$candidate/initdb" && -x "$candidate/pg_ctl" ]]; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done <<<"$newest"
    return 1
}

_install_postgres() {
    if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
        _fail 'PostgreSQL was not found, and the tests need it: initdb and pg_ctl must be in PATH or in /usr/lib/postgresql/*/bin.' \
            'Install it (package "postgresql"), or set SWITCHBOARD_TEST_POSTGRES to the address of a server.'
    fi
    printf 'PostgreSQL is missing; installing it with apt-get.\n' >&2
    {
        DEBIAN_FRONTEND=noninteractive apt-get update -q &&
            DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql
    } >&2 </dev/null || _fail 'apt-get could not install PostgreSQL.'
}

# An existing user without rights who may run PostgreSQL; empty when we are no root ourselves.
_choose_user() {
    [[ "$(id -u)" == 0 ]] || return 0
    local user
    for user in postgres nobody; do
        if id "$user" >/dev/null 2>&1; then
            printf '%s\n' "$user"
            return 0
        fi
    done
    _fail 'root may not run PostgreSQL, and there is neither a user "postgres" nor "nobody" to run it.'
}

# Runs a command of PostgreSQL as the chosen user, from a folder that it may enter.
_as_postgres() (
    cd "$_postgres_dir"
    if [[ -z "$_postgres_user" ]]; then
        exec env LC_ALL=C "$@"
    elif command -v runuser >/dev/null; then
        exec runuser -u "$_postgres_user" -- env LC_ALL=C "$@"
    else
        exec su -s /bin/sh "$_postgres_user" -c 'exec env LC_ALL=C "$0" "$@"' -- "$@"
    fi
)

_free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            printf '%s\n' "$port"
            return 0
        fi
    done
    return 1
}

_launch() {
    local port="$1"
    # The socket lies in the cluster's folder: two runs at a time do not meet.
    _as_postgres "$_postgres_bin/pg_ctl" -D "$_postgres_dir/data" -l "$_postgres_dir/log" -w -t 60 -s \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$_postgres_dir' -c max_connections=200 \
            -c fsync=${SWITCHBOARD_TEST_FSYNC:-off} -c full_page_writes=${SWITCHBOARD_TEST_FSYNC:-off} -c shared_buffers=64MB" \
        start >/dev/null 2>&1 </dev/null
}

start_postgres() {
    _postgres_bin="$(_find_postgres)" || {
        _install_postgres
        _postgres_bin="$(_find_postgres)" || _fail 'PostgreSQL was installed, but initdb and pg_ctl are not where they should be.'
    }
    _postgres_user="$(_choose_user)"
    # In /tmp whatever TMPDIR says: a socket's path is 107 bytes at most, and the unprivileged user must reach it.
    _postgres_dir="$(mktemp -d /tmp/switchboard-test.XXXXXX)"
    local password port
    password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    (umask 077 && printf '%s\n' "$password" >"$_postgres_dir/password")
    if [[ -n "$_postgres_user" ]]; then chown -R "$_postgres_user" "$_postgres_dir"; fi

    if ! _as_postgres "$_postgres_bin/initdb" -D "$_postgres_dir/data" -U postgres -E UTF8 --locale=C --no-sync \
        --auth=scram-sha-256 --pwfile="$_postgres_dir/password" >"$_postgres_dir/initdb.log" 2>&1 </dev/null; then
        cat "$_postgres_dir/initdb.log" >&2
        _fail 'initdb failed.'
    fi
    # Somebody may take a port between the look and the start, so try again with another.
    for _ in {1..5}; do
        port="$(_free_port)" || _fail 'no free port on 127.0.0.1.'
        if _launch "$port"; then
            POSTGRES_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
            printf 'PostgreSQL runs on 127.0.0.1:%s (%s)\n' "$port" "$("$_postgres_bin/postgres" --version)" >&2
            return 0
        fi
    done
    cat "$_postgres_dir/log" >&2 || true
    _fail 'PostgreSQL did not start.'
}

stop_postgres() {
    [[ -n "$_postgres_dir" ]] || return 0
    if [[ -f "$_postgres_dir/data/postmaster.pid" ]]; then
        _as_postgres "$_postgres_bin/pg_ctl" -D "$_postgres_dir/data" -m immediate -w -s stop >/dev/null 2>&1 </dev/null || true
    fi
    rm -rf "$_postgres_dir"
    _postgres_dir=
}
