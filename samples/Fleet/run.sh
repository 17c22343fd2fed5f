#!/usr/bin/env bash
# A small fleet on this machine: PostgreSQL, two servers on it, three shops that follow them. A flag is killed through one server and is off in all
# shops; a shop is stopped, and the next kill names it until it confirms; a receiver of webhooks verifies and prints what it is told; one server is
# restarted, one is crashed, the database is crashed: the shops go on. Everything is checked, and stopped at the end.
# PostgreSQL: the one that DATAFACE_FLAGS_POSTGRES names, or a throw-away one from the installed programs.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${CONFIGURATION:-Release}
folder=$(mktemp -d)
database=$(mktemp -d)
own_database=
declare -A pids=()
cleanup() {
  for name in "${!pids[@]}"; do kill "${pids[$name]}" 2>/dev/null && kill -CONT "${pids[$name]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ -z "$own_database" ] || bash tests/postgres.sh stop "$database"
  rm -rf "$folder" "$database"
}
trap cleanup EXIT
server_program=src/Dataface.Flags.Server/bin/$configuration/net10.0/Dataface.Flags.Server.dll
shop_program=samples/Storefront/bin/$configuration/net10.0/storefront.dll
receiver_program=samples/Fleet/bin/$configuration/net10.0/flags-receiver.dll
tool() { dotnet "src/Dataface.Flags.Cli/bin/$configuration/net10.0/dataface-flags.dll" "$@"; }
# A change while shops are away: announced, and whoever could not confirm it is named.
announced() { local code=0; tool "$@" || code=$?; [ "$code" -eq 0 ] || [ "$code" -eq 16 ] || fail "$* answered $code"; }
step() { printf '\n== %s\n' "$*"; }
fail() { echo "FAILED: $*"; tail -n 5 "$folder"/*.log; exit 1; }

# Until a command succeeds, for at most 30 seconds.
until_holds() {
  local what=$1
  shift
  for _ in {1..600}; do
    if "$@"; then return; fi
    sleep 0.05
  done
  fail "$what"
}

# start_server NAME [PORT]
start_server() {
  : >"$folder/$1.log"
  dotnet "$server_program" --urls "http://127.0.0.1:${2:-0}" --Server:ReconnectSeconds=1 \
    --Server:OutboundNetworks:0=127.0.0.1 --Server:WebhookHosts:0=127.0.0.1 >"$folder/$1.log" 2>&1 &
  pids[$1]=$!
  until_holds "$1 starts" grep -q '^Dataface.Flags.Server listens' "$folder/$1.log"
}
address_of() { sed -nE 's/^Dataface.Flags.Server listens on ([^;]+);.*/\1/p' "$folder/$1.log"; }
free_port() { local port; while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done; echo "$port"; }

# start_shop NAME SERVER
start_shop() {
  ports[$1]=$(free_port)
  dotnet "$shop_program" --environment production --port "${ports[$1]}" --state "$folder/$1" --server "$2" --keyFile "$folder/shop.key" >"$folder/$1.log" 2>&1 &
  pids[$1]=$!
}
declare -A ports=()
express() { curl -sf -H 'X-User: grace' "http://127.0.0.1:${ports[$1]}/express" 2>/dev/null || echo off; }
shops=(shop-1 shop-2 shop-3)
all_say() { local shop; for shop in "${shops[@]}"; do [ "$(express "$shop")" = "$1" ] || return 1; done; }

[ -e "$server_program" ] && [ -e "$shop_program" ] && [ -e "$receiver_program" ] || dotnet build Dataface.Flags.sln -c "$configuration" -v quiet

step "PostgreSQL"
if [ -z "${DATAFACE_FLAGS_POSTGRES:-}" ]; then
  own_database=yes
  DATAFACE_FLAGS_POSTGRES=$(bash tests/postgres.sh start "$database")
  export DATAFACE_FLAGS_POSTGRES
fi

step "Two servers on it"
start_server server-1
start_server server-2
one=$(address_of server-1) two=$(address_of server-2)
echo "$one and $two"
DATAFACE_FLAGS_KEY=$(cat "$folder"/server-?.log | sed -nE 's/^First admin key .*: (dff_.*)$/\1/p')
export DATAFACE_FLAGS_KEY
# As if they were written today: flags expire, and this sample may be run years later.
sed -E "s/(\"created\": )\"[^\"]+\"/\1\"$(date -u +%F)\"/; s/(\"expires\": )\"[^\"]+\"/\1\"$(date -u -d '+60 days' +%F)\"/" samples/Storefront/flags.json >"$folder/flags.json"
tool publish "$folder/flags.json" --server "$one" --reason "the sample's flags"
tool keys make shops --scopes read,operate --server "$one" >"$folder/shop.key"

step "Three shops: two follow the first server, one the second"
start_shop shop-1 "$one"
start_shop shop-2 "$one"
start_shop shop-3 "$two"
until_holds "express delivery is on in all shops" all_say "delivered today"
echo "express delivery is on in all shops"

step "A receiver of webhooks, which verifies what it is told"
dotnet "$receiver_program" --urls http://127.0.0.1:0 --secretFile "$folder/webhook.secret" >"$folder/receiver.log" 2>&1 &
pids[receiver]=$!
until_holds "the receiver starts" grep -q '^Listens on' "$folder/receiver.log"
receiver=$(sed -nE 's/^Listens on (.*)$/\1/p' "$folder/receiver.log")
tool webhooks make on-call --to "$receiver/flags" --events flag.*,instance.* --server "$one" >"$folder/webhook.secret"
tool webhooks test on-call --server "$one"
[ "$(curl -s -o /dev/null -w '%{http_code}' -d '{}' "$receiver/flags")" = 401 ] || fail "the receiver has taken what nobody has signed"
told() { [ "$(grep -c "^verified: $1 .*$2" "$folder/receiver.log")" -ge "${3:-1}" ]; }

step "A kill through the second server"
tool kill express-delivery --server "$two" --reason "the couriers are on strike"
until_holds "it is off in all shops" all_say off
echo "express delivery is off in all shops"
until_holds "the receiver is told of the kill" told flag.killed "the couriers are on strike"

step "A shop is stopped: the kill names it, it comes back and confirms"
current() { [[ "$(tool instances --server "$1")" == *"3 instances in production: 3 current"* ]]; }
tool restore express-delivery --server "$two" --reason "the strike is over" --wait 30
until_holds "both servers know all shops" current "$one"
kill -STOP "${pids[shop-2]}"
code=0
answer=$(tool kill express-delivery --server "$two" --reason "a driver is missing" --wait 2) || code=$?
echo "$answer"
[ "$code" -eq 16 ] || fail "the kill answered $code, though a shop is stopped"
[[ "$answer" == *"In force in 2 of 3 instances"*"not confirmed: storefront/"* ]] || fail "the answer does not name the shop that is stopped"
[[ "$(tool instances --server "$two")" == *" behind "* ]] || fail "the shop that is stopped is not shown as behind"
echo "What somebody who is called now sees:"
tool incident --server "$two" | tee "$folder/incident"
grep -q "In force in 2 of 3 instances.*not confirmed: storefront/" "$folder/incident" || fail "the operator's minute does not name the shop"
grep -q "dataface-flags restore express-delivery --environment production" "$folder/incident" || fail "it does not say what ends the kill"
kill -CONT "${pids[shop-2]}"
until_holds "the shop has confirmed" current "$two"
tool instances --server "$two"
until_holds "it is off in all shops" all_say off

step "The first server is restarted: its shops come back by themselves"
port=${one##*:}
kill "${pids[server-1]}" && wait "${pids[server-1]}" || fail "server-1 did not end in order"
all_say off || fail "a restart revived a killed flag"
start_server server-1 "$port"
announced restore express-delivery --server "$two" --reason "the driver is back"
until_holds "it is on again in all shops" all_say "delivered today"
echo "express delivery is on again in all shops"

step "The second server is crashed: its shop goes on, and what happens meanwhile reaches it later"
kill -9 "${pids[server-2]}" && wait "${pids[server-2]}" || true
announced kill express-delivery --server "$one" --reason "ice on the roads" --wait 1
[ "$(express shop-3)" = "delivered today" ] || fail "an outage of the server is nothing that a shopper notices"
start_server server-2 "${two##*:}"
until_holds "the kill has reached the third shop" all_say off
echo "the kill has reached the third shop"
until_holds "the receiver is told of it" told flag.killed "ice on the roads"

if [ -n "$own_database" ]; then
  step "The database is crashed: the shops go on, the servers say so and recover"
  bash tests/postgres.sh crash "$database"
  all_say off || fail "a crash of the database revived a killed flag"
  not_ready() { ! curl -sf "$one/healthz/ready" >/dev/null; }
  until_holds "the server says that it is not ready" not_ready
  bash tests/postgres.sh start "$database" >/dev/null
  until_holds "the first server recovers" curl -sf "$one/healthz/ready" -o "$folder/ready"
  until_holds "the second server recovers" curl -sf "$two/healthz/ready" -o "$folder/ready"
  announced restore express-delivery --server "$two" --reason "the roads are clear"
  until_holds "it is on again in all shops" all_say "delivered today"
  echo "express delivery is on again in all shops"
fi

step "What the receiver was told"
grep '^verified' "$folder/receiver.log"
tool webhooks list --server "$one"

step "The trail of all of it"
tool audit verify --server "$one"
tool history --server "$two" --limit 6
echo
echo "The fleet did as it should."
