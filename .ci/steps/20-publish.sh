#!/usr/bin/env bash
# Publishes the Console sample as native code and runs it. Where the native compiler's package is not to be had, publishes it trimmed, with the
# trim and AOT analyzers' warnings as errors, and says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In a copy: publishing for one runtime restores another graph than the locked one, and would leave its traces in obj.
git ls-files -z -- '*.props' global.json nuget.config .editorconfig src/Dataface.Flags schema samples/Console samples/Directory.Build.props ':!*.lock.json' |
  xargs -0 cp --parents -t "$folder"
mkdir -p "$folder/artifacts/packages"
cd "$folder"
options=(-c Release -r linux-x64 --self-contained -o out -p:RestoreLockedMode=false -p:RestorePackagesWithLockFile=false)
if dotnet publish samples/Console "${options[@]}" -p:PublishAot=true >log 2>&1; then
  echo "Published as native code."
elif grep -qE "NU110[12].*(ILCompiler|NativeAOT)" log; then
  echo "NOT NATIVE: the native compiler's package is not served here; published trimmed instead."
  dotnet publish samples/Console "${options[@]}" -p:PublishTrimmed=true -p:TrimMode=full
else
  cat log
  exit 1
fi
out/flags-console user-42 | tee answer
grep -q "checkout" answer
du -sh out
