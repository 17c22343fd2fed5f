#!/usr/bin/env bash
# The packages hold what they promise.
set -euo pipefail
for package in artifacts/packages/*.nupkg; do
  names=$(unzip -l "$package" | awk '{ print $4 }')
  for wanted in README.md; do grep -qx "$wanted" <<<"$names" || { echo "$package has no $wanted"; exit 1; }; done
done
unzip -l artifacts/packages/Dataface.Flags.[0-9]*.nupkg | grep -q 'schema/flags.schema.json'
unzip -l artifacts/packages/Dataface.Flags.[0-9]*.nupkg | grep -q 'lib/net10.0/Dataface.Flags.xml'
ls artifacts/packages
