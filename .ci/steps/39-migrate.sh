#!/usr/bin/env bash
# docs/migrate-featuremanagement.md, line by line, with the twelve flags of the sample.
set -euo pipefail
. .ci/tool.sh
cp samples/FeatureManagement/appsettings.json "$folder"
cd "$folder"
run_page migrate-featuremanagement.md 8
# What the page promises of the report and the document.
contains report.txt "appsettings.json: 12 flags imported, 0 left out"
contains flags.json '"alias": "New Search/v2"'
contains flags.json '"startAt": 56'
echo '{ "Logging": {} }' >empty.json
expect 2 import featuremanagement empty.json --owner team-shop --expires "$(date -ud '90 days' +%F)"
contains "$folder/answer" "--section"
