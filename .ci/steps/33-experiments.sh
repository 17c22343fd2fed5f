#!/usr/bin/env bash
# Three experiments from `new` to the end: an A/B test that ships, a copy test that iterates, a pricing test that a guardrail kills.
set -euo pipefail
. .ci/tool.sh
says() { contains "$folder/answer" "$1"; }
data=$top/samples/experiments/data
cp -r "$top/samples/experiments" "$folder/filled-in"
mkdir "$folder/work"
cd "$folder/work"

# carry ID DOCUMENT FLAGS EARLY_DAY DAY VERDICT SENTENCE
carry() {
  local id=$1 document=$2 flags=$3 early=$4 day=$5 verdict=$6 sentence=$7 status
  expect 0 experiments new "$id"
  expect 1 experiments lint # The blanks.
  cp "$document" "experiments/$id.yaml"
  for status in draft approved running; do
    sed -i "s/^status: .*/status: $status/" "experiments/$id.yaml"
    expect 0 experiments lint --flags "$flags" --today "$early"
  done

  # A look after three days: the rows of three days, as they were loaded on that morning.
  awk -F, -v OFS=, -v today="$early" 'NR == 1 { print; next } $3 < today { if ($11 != "") $11 = today "T06:00:00Z"; print }' "$data/$id.csv" >early.csv
  expect 0 experiments status "$id" --data early.csv --today "$early"
  expect "${8:-15}" experiments decide "$id" --data early.csv --today "$early"
  [ "${8:-15}" -ne 15 ] || says "Wait"
  expect 0 experiments import "$id" --data "$data/$id.csv" --today "$day" --output evidence.json
  expect 0 experiments decide "$id" --data "$data/$id.csv" --today "$day"
  says "$sentence"
  says "Evidence $(sha256sum evidence.json | cut -d' ' -f1)" # Anybody can compute it.

  # The rows in another order, and twice: the same decision.
  (head -n 1 "$data/$id.csv"; tail -n +2 "$data/$id.csv" | sort -r; tail -n +2 "$data/$id.csv") >again.csv
  cp "$folder/answer" first
  expect 0 experiments decide "$id" --data again.csv --today "$day"
  cmp first "$folder/answer"

  # Decided: the readout beside the code, the decision in the document; finished only when the flag is gone.
  expect 0 experiments report "$id" --data "$data/$id.csv" --today "$day" --output "docs/readouts/$id.md"
  sed -i "s/^status: .*/status: decided/" "experiments/$id.yaml"
  echo "decision: { verdict: $verdict, on: $day, by: the owner, readout: docs/readouts/$id.md, rationale: As recommended. }" >>"experiments/$id.yaml"
  expect 0 experiments lint --flags "$flags" --code . --today "$day"
  sed -i "s/^status: .*/status: cleaned_up/" "experiments/$id.yaml"
  if [ "$verdict" != iterate ]; then
    expect 1 experiments lint --flags "$flags" --today "$day"
    says DX0410
  fi
  echo '{ "schema": 1, "flags": {} }' >no-flags.json
  expect 0 experiments lint --flags no-flags.json --code . --today "$day"
  rm -r experiments
}

shop=$top/samples/experiments/flags.json
carry checkout-one-page "$folder/filled-in/checkout-one-page.yaml" "$shop" 2027-02-11 2027-03-02 ship "Ship 'on': orders moved by"
carry headline-winter "$folder/filled-in/headline-winter.yaml" "$shop" 2026-12-04 2026-12-20 iterate "Iterate: with"
carry delivery-price "$folder/filled-in/pricing/delivery-price.yaml" "$top/samples/experiments/pricing/flags.json" 2027-01-07 2027-01-13 kill "Kill: margin of 'reduced'"

# Damaged data change nothing, and are told by line.
mkdir experiments
cp "$folder/filled-in/headline-winter.yaml" experiments/
sed '3s/proportion,[0-9]*/proportion,-5/' "$data/headline-winter.csv" >damaged.csv
expect 1 experiments decide headline-winter --data damaged.csv --today 2026-12-20
says "damaged.csv(3,1): error DX0601"

# One of them on a server, by the page's own commands. Its days are moved so that the one of the decision is today: a server has no other.
mkdir -p "$folder/server/experiments"
cd "$folder/server"
offset=$((($(date -ud "$(date -u +%F)" +%s) - $(date -ud 2027-01-13 +%s)) / 86400))
move_days() {
  local day edits=()
  for day in $(grep -oE '20[0-9]{2}-[0-9]{2}-[0-9]{2}' "$1" | sort -u); do edits+=(-e "s/(^|[^@])$day/\1@$(date -ud "$day $offset days" +%F)/g"); done
  sed -E "${edits[@]}" "$1" | sed 's/@20/20/g'
}
move_days "$folder/filled-in/pricing/delivery-price.yaml" | sed 's/^status: .*/status: draft/' >experiments/delivery-price.yaml
move_days "$folder/filled-in/pricing/flags.json" >flags.json
move_days "$data/delivery-price.csv" | awk -F, -v OFS=, -v now="$(date -ud '1 minute ago' +%FT%TZ)" 'NR > 1 && $11 != "" { $11 = now } { print }' >results.csv
start flags-data server.log
first_key server.log
expect 13 experiments import delivery-price --data results.csv --server "$SERVER"
says "dataface-flags experiments register FILE --server $SERVER"
run_page registry.md 14
contains readout.md "**Kill: margin of 'reduced'"

# What the three routes say of both.
ask() { curl -sS -H "$auth" "$SERVER/api/experiments$1" >"$folder/answer"; }
ask /one-page
says '"status":"draft"'
ask /one-page/decision
says '"recommendation":"wait"'
ask /delivery-price
says '"status":"decided"'
says '"verdict":"kill"'
ask /delivery-price/decision
says '"recommendation":"kill"'
says "\"evidenceHash\":\"$(sha256sum evidence.json | cut -d' ' -f1)\""

# Another team has nothing to do with it; finished when its flag is gone.
auth="Authorization: Bearer $(dataface-flags keys make content --scopes read --team team-content --server "$SERVER")"
ask ""
[ "$(cat "$folder/answer")" = "[]" ] || { echo "A team sees what is not its own."; exit 1; }
ask /delivery-price
says "There is no experiment 'delivery-price'"
expect 13 experiments step delivery-price cleaned_up --reason "Over" --server "$SERVER"
says DX0410
cp "$folder/work/no-flags.json" .
expect 0 publish no-flags.json --reason "The flag is gone" --server "$SERVER"
expect 0 experiments step delivery-price cleaned_up --reason "Over" --server "$SERVER"
