#!/usr/bin/env bash
# The commands of docs/cli.md, and what the tool promises on files.
set -euo pipefail
. .ci/tool.sh
cp tests/Dataface.Flags.Tests/Documents/design.json "$folder/flags.json"
cp -r samples "$folder/samples"
cd "$folder"
# The new document gives new-cart to 3 %, and so checkout-v2, which requires it, to some.
sed 's/"expires":"2027-02-01"}/"expires":"2027-02-01","environments":{"production":{"rollout":{"percent":3}}}}/' flags.json >flags-next.json
for i in {1..200}; do echo "{\"userId\":\"user-$i\",\"country\":\"DE\"}"; done >contexts.jsonl
# Every line of the code block that begins with the tool's name.
while read -r line; do
  echo "\$ $line"
  eval "$line" || { echo "It failed."; exit 1; }
done < <(grep -h '^dataface-flags ' "$top/docs/cli.md" "$top/docs/experiments.md")
expect 1 lint "$top/tests/Dataface.Flags.Tests/Documents/ten-faults.json"
expect 1 experiments lint # The skeleton, with its blanks.
expect 12 diff flags.json flags-next.json --sample 10000 --with country=DE --max-share 2 --today 2026-12-01
dataface-flags bucket --file - <"$top/tests/Dataface.Flags.Tests/vectors/bucketing-1.tsv" | cmp - "$top/tests/Dataface.Flags.Tests/vectors/bucketing-1.tsv"
