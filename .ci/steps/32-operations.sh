#!/usr/bin/env bash
# The run books of docs/operations.md, their commands against a real server that is started here and stopped by its own id.
set -euo pipefail
. .ci/tool.sh

# A command's whole answer is read before it is searched: a search that ends early would break the pipe.
holds() {
  local wanted=$1 answer
  shift
  answer=$(dataface-flags "$@" --server "$SERVER")
  grep -q "$wanted" <<<"$answer" || { echo "$* does not say '$wanted' but:"; echo "$answer"; exit 1; }
}

install_server
cp tests/Dataface.Flags.Tests/Documents/design.json "$folder/flags.json"
cd "$folder"
sed 's/"expires":"2027-02-01"}/"expires":"2027-02-01","environments":{"production":{"rollout":{"percent":3}}}}/' flags.json >flags-next.json
start flags-data server.log
first_key server.log

run_page operations.md 20

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

# The guides that need a server.
run_page how-to/deploy-the-server.md 3
run_page how-to/incident.md 3
