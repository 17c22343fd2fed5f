#!/usr/bin/env bash
# From an empty folder to a decision: a server without any database beside it, raw events as services send them, results, and the readout.
set -euo pipefail
. .ci/tool.sh
says() { contains "$folder/answer" "$1"; }
pricing_sample

start flags-data server.log
first_key server.log
auth="Authorization: Bearer $DATAFACE_FLAGS_KEY"
expect 0 publish flags.json --reason "What delivery costs is a flag" --server "$SERVER"
expect 0 experiments register delivery-price.yaml --server "$SERVER"
approver=$(dataface-flags keys make approver --scopes read,operate --server "$SERVER") # Who has written a design does not approve it.
for status in approved running; do
  DATAFACE_FLAGS_KEY=$approver expect 0 experiments step delivery-price $status --reason "Agreed in PRICE-7" --server "$SERVER"
done

# 6,000 members on three days, 750 orders: with the lower price one leaves 2.25 where it left 11.50. Some orders come before their exposure does.
awk -v first="$(date -ud '9 days ago' +%s)" '
function event(id, type, at, data) {
  return sprintf("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"shop\",\"type\":\"%s\",\"time\":\"%s\",\"data\":{\"v\":1,%s}}", id, type, strftime("%Y-%m-%dT%H:%M:%SZ", at, 1), data)
}
BEGIN {
  for (i = 0; i < 6000; i++) {
    variant = i % 2 ? "reduced" : "full"
    unit = "\"unit\":\"m" i "\""
    at = first + i % 3 * 86400 + i
    exposure = event("x" i, "dataface.flags.exposure", at, unit ",\"flag\":\"delivery-price\",\"variant\":\"" variant "\"")
    order = event("o" i, "order_placed", at + 60, unit ",\"attributes\":{\"amount\":" (i % 2 ? "2.25" : "11.5") "}")
    if (i % 16 > 1) print exposure
    else if (i % 10) print exposure "\n" order
    else print order "\n" exposure
  }
}' >events.jsonl
send() { curl -sSf -H "$auth" -H 'Content-Type: application/cloudevents-batch+json' --data-binary @- "$SERVER/api/events" >"$folder/answer"; }
batch() { sed -n "$1p" events.jsonl | paste -sd, | sed 's/^/[/; s/$/]/'; }
batch 1,3000 | send
says '"accepted":3000'

# A crash between two batches; the first is sent again, because nobody knows what has arrived.
kill -9 "$program"
wait "$program" 2>/dev/null || true
start flags-data server.log
batch 1,3000 | send
says '"accepted":0'
says '"duplicates":3000'
batch '3001,$' | send
says '"refused":[]'

for _ in {1..100}; do
  curl -sS -H "$auth" "$SERVER/api/experiments/delivery-price" >"$folder/answer"
  grep -q '"variant":"full","units":3000' "$folder/answer" && break
  sleep 0.2
done
says '"variant":"full","units":3000'
says '"variant":"reduced","units":3000'
curl -sS -H "$auth" "$SERVER/api/experiments/delivery-price/decision" >"$folder/answer"
says '"recommendation":"kill"'
expect 0 experiments report delivery-price --path . --output readout.md --server "$SERVER"
contains readout.md "**Kill: margin of 'reduced'"
expect 0 experiments step delivery-price decided --verdict kill --readout "$SERVER/experiments/delivery-price/readout.md" --reason "The margin fell" --server "$SERVER"

# Decided: what comes later changes nothing.
echo '{"specversion":"1.0","id":"late","source":"shop","type":"order_placed","time":"'"$(date -u +%FT%TZ)"'","data":{"v":1,"unit":"m1"}}' | send
says '"accepted":1'
curl -sS -H "$auth" "$SERVER/api/experiments/delivery-price" >"$folder/answer"
says '"status":"decided"'
