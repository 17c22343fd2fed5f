#!/usr/bin/env bash
# The portfolio of the samples through every command, and what the tool promises on it.
set -euo pipefail
. .ci/tool.sh
cp -r samples/portfolio samples/Storefront/flags.json "$folder"
cd "$folder/portfolio"
day="--today 2026-11-20"
launch="--file ../flags.json --experiments experiments $day"

expect 0 portfolio lint --warnings-as-errors
expect 0 experiments lint --flags ../flags.json --code . $day
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
expect 1 experiments lint "$folder/usage-billing.yaml" # its blanks are asked for
expect 1 portfolio experiment partner-api

# Without the shop nobody has seen that it is healthy.
expect 1 portfolio launch $launch --offline
dotnet "$top/samples/Storefront/bin/Release/net10.0/storefront.dll" --port 0 --environment production --flags ../flags.json \
  --state "$folder/state" >"$folder/shop.log" 2>&1 &
program=$!
await_line "$folder/shop.log" 'Now listening on'
shop=$(sed -nE 's/.*Now listening on: //p' "$folder/shop.log")
sed -i "s|http://127.0.0.1:5080|$shop|" portfolio/launch.yaml
expect 14 portfolio launch $launch
expect 0 portfolio launch $launch --accept-risks --json
expect 0 portfolio report $launch --out "$folder/launch.md"
contains "$folder/launch.md" "ready with accepted risks"
# A kill switch that does not exist blocks.
sed 's/kill_switch: express-delivery/kill_switch: express-delivry/' portfolio/launch.yaml >"$folder/launch.yaml"
expect 1 portfolio launch portfolio/bets.yaml portfolio/prerequisites.yaml "$folder/launch.yaml" $launch
# A second file with the same identifiers is refused.
expect 1 portfolio lint portfolio "$folder/launch.yaml"
