#!/usr/bin/env bash
# The sample of a web shop, route by route.
set -euo pipefail
. .ci/tool.sh
cd "$folder"
# As if it were written today, because flags expire; its sale is on.
sed -E -e "s/(\"created\": )\"[^\"]+\"/\1\"$(date -u +%F)\"/; s/(\"expires\": )\"[^\"]+\"/\1\"$(date -u -d '+60 days' +%F)\"/" \
  -e "s/(\"from\": )\"[^\"]+\"/\1\"$(date -u -d '-1 day' +%F)\"/; s/(\"until\": )\"[^\"]+\"/\1\"$(date -u -d '+2 days' +%F)\"/" \
  "$top/samples/Web/flags.json" >flags.json
expect 0 lint flags.json
DOTNET_ENVIRONMENT=Production dotnet "$top/samples/Web/bin/Release/net10.0/web-shop.dll" --urls http://127.0.0.1:0 >shop.log 2>&1 &
program=$!
await_line shop.log 'Now listening on'
address=$(sed -nE 's/.*Now listening on: //p' shop.log)

# shows TEXT ARGUMENTS...: what curl gets has it; lacks: has it not.
ask() { curl -s -i "${@:2:$#-2}" "$address${*: -1}" >answer; }
shows() { ask "$@"; contains answer "$1"; }
lacks() { ask "$@"; if grep -qF -- "$1" answer; then cat answer; echo "'$1' is in the answer to ${*:2}"; exit 1; fi; }

grace=(-H 'X-User: grace')
shows 'Books for everybody' /
shows 'Books.<' "${grace[@]}" /
shows 'Winter sale' /
shows 'Server-Timing: app' "${grace[@]}" /
lacks 'Server-Timing' /
shows 'Cache-Control: no-store' "${grace[@]}" /
lacks 'no-store' /
shows 'More to find' -H 'X-App-Version: 3.0.0' /
lacks 'More to find' /
shows found -H 'X-App-Version: v2.1.3' /search
shows '404 Not Found' -H 'X-App-Version: 2.0.9' /search
shows 'five stars' '/reviews?shelf=3&shelf=8'
shows '404 Not Found' '/reviews?shelf=9'
shows 'on one page' "${grace[@]}" -X POST /orders
shows 'on three pages' -H 'X-User: bob' -X POST /orders
kill "$program"
wait "$program" || true
program=
[ "$(grep -c '"event":"order_placed","value":49.9' events.jsonl)" -eq 2 ] || { cat events.jsonl; echo "Not both orders are in the file."; exit 1; }
echo "each route answers as samples/Web/README.md says"
