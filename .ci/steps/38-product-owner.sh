#!/usr/bin/env bash
# One experiment to its end by two people on an embedded server: an analyst with the tool, and a product owner at the board, whose forms are
# sent here as a browser sends them. In between a publication that is refused, a kill, and a decision that is not what is recommended.
set -euo pipefail
. .ci/tool.sh
says() { contains "$folder/answer" "$1"; }
pricing_sample

start flags-data server.log
first_key server.log
auth="Authorization: Bearer $DATAFACE_FLAGS_KEY"
page=/experiments/delivery-price

# read_page WHO ADDRESS; send_form WHO STATUS ADDRESS FIELD...: the form of a page, sent with what it hides, as somebody who has signed in.
read_page() { curl -sS -b "$1.cookies" -c "$1.cookies" "$SERVER$2" | sed -e 's/&#x27;/'"'"'/g' -e 's/&gt;/>/g' -e 's/&lt;/</g' >"$folder/answer"; }
send_form() {
  local who=$1 status=$2 address=$3 hidden got field fields=()
  shift 3
  read_page "$who" "$address"
  hidden=$(grep -oE '<input type="hidden" name="(__RequestVerificationToken|recommended)" value="[^"]*"' answer | sed -E 's/.*name="([^"]*)" value="([^"]*)"/\1=\2/' | sort -u)
  for field in $hidden "$@"; do fields+=(--data-urlencode "$field"); done
  got=$(curl -sS -b "$who.cookies" -c "$who.cookies" -o answer -w '%{http_code}' "${fields[@]}" "$SERVER$address")
  echo "$who sends $address: $got"
  [ "$got" = "$status" ] || { cat answer; echo "It answered $got instead of $status"; exit 1; }
}

echo "== the analyst registers a design, and cannot approve it"
expect 0 publish flags.json --reason "What delivery costs is a flag" --server "$SERVER"
expect 0 experiments register delivery-price.yaml --server "$SERVER"
send_form analyst 303 /login "key=$DATAFACE_FLAGS_KEY" return=/
send_form analyst 409 $page/approve "reason=It is mine"
says DX0504
says "It is mine</textarea>"
expect 13 experiments step delivery-price approved --reason "It is mine" --by olga --server "$SERVER"
says DX0504

echo "== the product owner approves and starts it at the board"
owner=$(dataface-flags keys make olga --scopes read,operate --server "$SERVER")
send_form owner 303 /login "key=$owner" return=/
send_form owner 303 $page/approve "reason=Agreed in PRICE-7"
send_form owner 303 $page/start "reason=The flag is out"

echo "== raw events: 6,000 members, of whose orders the lower price leaves 2.25 instead of 11.50"
awk -v first="$(date -ud '9 days ago' +%s)" '
function event(id, type, at, data) {
  return sprintf("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"shop\",\"type\":\"%s\",\"time\":\"%s\",\"data\":{\"v\":1,%s}}", id, type, strftime("%Y-%m-%dT%H:%M:%SZ", at, 1), data)
}
BEGIN {
  for (i = 0; i < 6000; i++) {
    unit = "\"unit\":\"m" i "\""
    at = first + i % 3 * 86400 + i
    print event("x" i, "dataface.flags.exposure", at, unit ",\"flag\":\"delivery-price\",\"variant\":\"" (i % 2 ? "reduced" : "full") "\"")
    if (i % 16 <= 1) print event("o" i, "order_placed", at + 60, unit ",\"attributes\":{\"amount\":" (i % 2 ? "2.25" : "11.5") "}")
  }
}' | paste -sd, | sed 's/^/[/; s/$/]/' >events.json
curl -sSf -H "$auth" -H 'Content-Type: application/cloudevents-batch+json' --data-binary @events.json "$SERVER/api/events" >answer
says '"refused":[]'

echo "== a publication that would break it is refused; a kill is not"
sed 's/"reduced": 1 }/"reduced": 3 }/' flags.json >broken.json
expect 13 publish broken.json --reason "More of the lower price" --server "$SERVER"
says "delivery-price"
expect 0 kill delivery-price --reason "Support is flooded" --server "$SERVER"
read_page owner $page
says "Killed by"
says "(claimed; key first-admin)"
expect 0 restore delivery-price --reason "It was something else" --server "$SERVER"

for _ in {1..100}; do
  curl -sS -H "$auth" "$SERVER/api$page" >answer
  grep -q '"variant":"full","units":3000' answer && grep -q '"recommendation":"kill"' answer && break
  sleep 0.2
done
says '"recommendation":"kill"'

echo "== the product owner decides something else, and says why"
send_form owner 409 $page/decide verdict=iterate "reason=The margin fell" "readout=$SERVER$page/readout.md"
says "DX0503: It is recommended to kill, not to iterate."
says "The margin fell</textarea>"
send_form owner 303 $page/decide verdict=iterate "reason=The margin fell" "override=A smaller price is tried" "readout=$SERVER$page/readout.md"
read_page owner $page
says "Decided: iterate"
says "which was to kill:</strong> A smaller price is tried"

echo "== the tool, without a file of it"
mkdir empty && cd empty
expect 0 experiments show delivery-price --server "$SERVER"
says "status:           decided"
expect 0 experiments report delivery-price --output readout.md --server "$SERVER"
contains readout.md "This overrides the recommendation, which was **kill**: A smaller price is tried"
expect 0 experiments decide delivery-price --json --server "$SERVER"
hash=$(grep -oE '"evidenceHash": *"[0-9a-f]+"' "$folder/answer" | grep -oE '[0-9a-f]{64}')
cd ..

echo "== what the board exports is what was decided on"
curl -sS -b owner.cookies "$SERVER$page/rows.csv" >rows.csv
expect 0 experiments import delivery-price --path delivery-price.yaml --data rows.csv
says "Evidence $hash"
curl -sS -b owner.cookies "$SERVER$page/readout.md" >readout.md
contains readout.md "$hash"

send_form owner 303 $page/clean-up "reason=The next one is PRICE-8"
expect 0 experiments show delivery-price --server "$SERVER"
says "status:           cleaned_up"
