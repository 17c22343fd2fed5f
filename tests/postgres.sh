#!/usr/bin/env bash
# A throw-away PostgreSQL from the installed programs, on loopback only; for tests/run.sh and for the tests that crash one.
#   start FOLDER   makes the cluster in FOLDER if there is none, starts it, and prints its connection string; again after a crash: the same one
#   start FOLDER fast   the same, but it never waits for the disk: what it holds survives its own crash, not the machine's
#   crash FOLDER   kills the server and all its processes with SIGKILL
#   stop FOLDER    stops it and removes the folder
#   programs       prints the folder of PostgreSQL's programs
# Exit code 3: PostgreSQL is not installed. Root hands it to an unprivileged user, since PostgreSQL refuses to run as root.
set -euo pipefail
command=${1:?start, crash, stop or programs} folder=${2-} pace=${3-}
[ "$command" = programs ] || : "${folder:?a folder}"

programs() {
  local found
  for found in "$(dirname "$(readlink -f "$(command -v postgres || echo /)")")" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) /usr/pgsql-*/bin; do
    if [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ]; then echo "$found"; return; fi
  done
  echo "PostgreSQL's programs postgres, initdb and pg_ctl are neither on PATH nor in /usr/lib/postgresql." >&2
  exit 3
}

owner=
if [ "$(id -u)" -eq 0 ]; then owner=$(id -un postgres 2>/dev/null || echo nobody); fi

# In / since the current folder may be closed to that user.
as_owner() {
  if [ -z "$owner" ]; then (cd / && "$@"); else (cd / && runuser -u "$owner" -- "$@"); fi
}

server_id() { head -n 1 "$folder/data/postmaster.pid" 2>/dev/null || true; }

is_alive() { grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null; }

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

make_cluster() {
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  # The server's own user must get into it.
  chmod 755 "$folder"
  (umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$folder/password")
  [ -z "$owner" ] || chown -R "$owner" "$folder"
  as_owner "$bin/initdb" -D "$folder/data" -U postgres --pwfile="$folder/password" --auth=scram-sha-256 -E UTF8 --locale=C --no-sync >/dev/null
  as_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
CONF
  [ "$pace" != fast ] || printf 'fsync = off\nfull_page_writes = off\n' | as_owner tee -a "$folder/data/postgresql.conf" >/dev/null
}

start_cluster() {
  local attempt port
  for attempt in 1 2 3 4 5; do
    port=$(cat "$folder/port" 2>/dev/null || echo $((20000 + (RANDOM * 32768 + RANDOM) % 12000)))
    if [ ! -e "$folder/port" ] && port_is_taken "$port"; then continue; fi
    if as_owner "$bin/pg_ctl" start -D "$folder/data" -l "$folder/log" -w -t 60 -o "-p $port" >/dev/null </dev/null 2>&1; then
      echo "$port" >"$folder/port"
      return
    fi
  done
  echo "PostgreSQL did not start; $folder/log says:" >&2
  tail -n 20 "$folder/log" >&2
  exit 1
}

case $command in
  start)
    bin=$(programs)
    [ -d "$folder/data" ] || make_cluster
    folder=$(cd "$folder" && pwd)
    start_cluster
    echo "Host=127.0.0.1;Port=$(cat "$folder/port");Username=postgres;Password=$(cat "$folder/password");Database=postgres"
    ;;
  crash)
    server=$(server_id)
    [ -n "$server" ] || { echo "Nothing runs in $folder." >&2; exit 1; }
    # Held still first, so that no process is made between the look and the kill.
    kill -STOP "$server"
    all="$server $(cat "/proc/$server/task/$server/children")"
    kill -KILL $all
    for process in $all; do
      while is_alive "$process"; do sleep 0.01; done
    done
    # Where nobody buries the dead (containers), the server would be taken for alive by the next one.
    rm "$folder/data/postmaster.pid"
    ;;
  stop)
    if [ -n "$(server_id)" ]; then
      bin=$(programs)
      folder=$(cd "$folder" && pwd)
      as_owner "$bin/pg_ctl" stop -D "$folder/data" -m immediate -w >/dev/null 2>&1 || true
    fi
    rm -rf "$folder"
    ;;
  programs)
    programs
    ;;
  *)
    echo "start, crash, stop or programs, not $command" >&2
    exit 2
    ;;
esac
