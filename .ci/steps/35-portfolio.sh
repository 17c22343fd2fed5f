#!/usr/bin/env bash
# The portfolio of the samples through every command, and what the tool promises on it.
set -euo pipefail
top=$PWD
folder=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
expect() {
  local code=$1 got=0
  shift
  echo "\$ dataface-flags $*"
  dotnet "$top/src/Dataface.Flags.Cli/bin/Release/net10.0/dataface-flags.dll" "$@" || got=$?
  [ "$got" -eq "$code" ] || { echo "It answered $got instead of $code"; exit 1; }
}
contains() { grep -qF -- "$2" "$1" || { echo "$1 has no '$2'"; exit 1; }; }
cd samples/portfolio
day="--today 2026-11-20"
launch="--file ../Storefront/flags.json --experiments experiments $day"

expect 0 portfolio lint --warnings-as-errors
expect 0 portfolio rank
expect 0 portfolio rank --budget 20000 --most 1 --json
for format in table json mermaid dot svg; do expect 0 portfolio map $day --format "$format" --out "$folder/map.$format"; done
contains "$folder/map.table" "## Start this week"
contains "$folder/map.mermaid" "flowchart LR"
contains "$folder/map.dot" "digraph portfolio"
contains "$folder/map.svg" "</svg>"
if command -v dot >/dev/null; then dot -Tsvg "$folder/map.dot" -o /dev/null; fi
expect 0 portfolio experiment usage-billing --flag usage-billing --out "$folder/usage-billing.yaml"
contains "$folder/usage-billing.yaml" "type: pricing"
expect 1 portfolio experiment partner-api

# Without the shop nobody has seen that it is healthy.
expect 1 portfolio launch $launch --offline
echo ok >"$folder/healthz"
command -v python3 >/dev/null || { echo "python3 is needed to answer for the shop" >&2; exit 1; }
python3 -m http.server 18473 --bind 127.0.0.1 --directory "$folder" >/dev/null 2>&1 &
server=$!
for _ in {1..100}; do (: </dev/tcp/127.0.0.1/18473) 2>/dev/null && break; sleep 0.1; done
expect 14 portfolio launch $launch
expect 0 portfolio launch $launch --accept-risks --json
expect 0 portfolio report $launch --out "$folder/launch.md"
contains "$folder/launch.md" "ready with accepted risks"
# A kill switch that does not exist blocks.
sed 's/kill_switch: express-delivery/kill_switch: express-delivry/' portfolio/launch.yaml >"$folder/launch.yaml"
expect 1 portfolio launch portfolio/bets.yaml portfolio/prerequisites.yaml "$folder/launch.yaml" $launch
# A second file with the same identifiers is refused.
expect 1 portfolio lint portfolio "$folder/launch.yaml"
