#!/usr/bin/env bash
# The run books of docs/operations.md, their commands against a real server that is started here and stopped by its own id.
set -euo pipefail
. .ci/tool.sh
dataface-flags-server() { dotnet "$top/src/Dataface.Flags.Server/bin/Release/net10.0/Dataface.Flags.Server.dll" "$@"; }

# A command's whole answer is read before it is searched: a search that ends early would break the pipe.
holds() {
  local wanted=$1 answer
  shift
  answer=$(dataface-flags "$@" --server "$SERVER")
  grep -q "$wanted" <<<"$answer" || { echo "$* does not say '$wanted' but:"; echo "$answer"; exit 1; }
}

# Starts a server on a data folder and a port of the system's choice; $SERVER is its address, $program its id.
start() {
  : >"$2"
  dotnet "$top/src/Dataface.Flags.Server/bin/Release/net10.0/Dataface.Flags.Server.dll" --data "$1" --urls http://127.0.0.1:0 >"$2" 2>&1 &
  program=$!
  await_line "$2" '^Dataface.Flags.Server listens'
  SERVER=$(sed -nE 's/^Dataface.Flags.Server listens on ([^;]+);.*/\1/p' "$2")
}

cp tests/Dataface.Flags.Tests/Documents/design.json "$folder/flags.json"
cd "$folder"
sed 's/"expires":"2027-02-01"}/"expires":"2027-02-01","environments":{"production":{"rollout":{"percent":3}}}}/' flags.json >flags-next.json
start flags-data server.log
DATAFACE_FLAGS_KEY=$(sed -nE 's/^First admin key .*: (dff_.*)$/\1/p' server.log)
export DATAFACE_FLAGS_KEY

# Every line of the blocks that are marked sh.
count=0
while read -r line; do
  echo "\$ $line"
  eval "$line" || { echo "It failed with $?."; exit 1; }
  count=$((count + 1))
done < <(sed -n '/^```sh$/,/^```$/p' "$top/docs/operations.md" | grep -v '^```')
[ "$count" -ge 20 ] || { echo "Only $count commands were found."; exit 1; }

# What the page says of them.
holds '^revision 3 ' status
holds '^intact' audit verify
[ "$(cat killed-flags.txt)" = $'*\ncheckout-v2' ]
grep -q '^dff_' storefront-next.key
kill "$program"
wait "$program" || true
code=0
dataface-flags status --server "$SERVER" || code=$?
[ "$code" -eq 2 ] || { echo "status of a server that is down answered $code"; exit 1; }
start flags-restored restored.log
holds 'restored from backup.tar.gz' history --action recover
echo "$count commands"
