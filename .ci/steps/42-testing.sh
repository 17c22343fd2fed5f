#!/usr/bin/env bash
# Projects of tests as users have them, with the packed packages: NUnit 5 and 4, xUnit with WebApplicationFactory, MSTest.
set -euo pipefail
. .ci/tool.sh
. .ci/newcomer.sh
git ls-files -z samples/Testing | xargs -0 cp --parents -t "$folder"
cd "$folder/samples/Testing"

run_tests() {
  echo "\$ dotnet test $*"
  dotnet test "$@" -nologo -p:DatafaceFlagsVersion="$version" >"$folder/answer" 2>&1 || { cat "$folder/answer"; exit 1; }
}

# passed LEAST PROJECT: at least so many tests of it have run, and all passed.
passed() {
  local count
  count=$(sed -nE "s/^Passed!.* Passed: +([0-9]+),.* Shop\.$2\.dll .*/\1/p" "$folder/answer")
  [ "${count:-0}" -ge "$1" ] || { cat "$folder/answer"; echo "$2: fewer than $1 tests have run."; exit 1; }
  echo "$2: $count tests passed"
}

# uses_nunit VERSION: what was run is this one.
uses_nunit() { contains NUnit/bin/Debug/net10.0/Shop.NUnit.deps.json "\"NUnit/$1"; }

run_tests Testing.slnx
passed 3 NUnit
passed 4 XUnit
passed 2 MSTest
uses_nunit 5.
run_tests NUnit -p:NUnitVersion=4.3.2
passed 3 NUnit
uses_nunit 4.3.2
