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

shop=$top/samples/Storefront/flags.json
carry checkout-one-page "$folder/filled-in/checkout-one-page.yaml" "$shop" 2027-02-11 2027-03-02 ship "Ship on: orders of on moved by"
carry headline-winter "$folder/filled-in/headline-winter.yaml" "$shop" 2026-12-04 2026-12-20 iterate "Iterate: with"
carry delivery-price "$folder/filled-in/pricing/delivery-price.yaml" "$top/samples/experiments/pricing/flags.json" 2027-01-07 2027-01-13 kill "Kill: margin of reduced"

# Damaged data change nothing, and are told by line.
mkdir experiments
cp "$folder/filled-in/headline-winter.yaml" experiments/
sed '3s/proportion,[0-9]*/proportion,-5/' "$data/headline-winter.csv" >damaged.csv
expect 1 experiments decide headline-winter --data damaged.csv --today 2026-12-20
says "damaged.csv(3,1): error DX0601"
