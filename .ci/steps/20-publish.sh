#!/usr/bin/env bash
# Publishes two samples as native code and runs them: the console, and the shop that follows a real server, where the guard sees it fail.
# Warnings are errors; what is published and not native fails. Needs clang and a linker.
set -euo pipefail
. .ci/tool.sh
shop=
stop_shop() { [ -z "$shop" ] || kill "$shop" 2>/dev/null || true; cleanup; }
trap stop_shop EXIT
if ! command -v clang >/dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing the Debian packages clang, lld and zlib1g-dev for native code."
  (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends clang lld zlib1g-dev) >/dev/null
fi
# In a copy: publishing for one runtime restores another graph than the locked one, and would leave its traces in obj.
architecture=$(uname -m | sed -e s/x86_64/x64/ -e s/aarch64/arm64/)
mkdir "$folder/copy"
git ls-files -z -- '*.props' '*.targets' CHANGELOG.md global.json nuget.config .editorconfig src schema docs/images/icon.png \
  samples/Console samples/NativeShop samples/Directory.Build.props ':!*.lock.json' | xargs -0 cp --parents -t "$folder/copy"

# publish SAMPLE PROGRAM
publish() {
  local into="$folder/$1"
  (cd "$folder/copy" && dotnet publish "samples/$1" -c Release -r "linux-$architecture" -o "$into" \
    -p:Native=true -p:RestoreLockedMode=false -p:RestorePackagesWithLockFile=false)
  # Native code needs neither a runtime nor assemblies beside it.
  if [ ! -x "$into/$2" ] || ls "$into" | grep -qE '\.(dll|runtimeconfig\.json)$|^libcoreclr'; then
    echo "$1 is not native:"
    ls "$into"
    exit 1
  fi
  echo "$1 is native: $(stat -c %s "$into/$2" | numfmt --to=iec) in one file"
}

publish Console flags-console
"$folder/Console/flags-console" user-42 | tee "$folder/answer"
contains "$folder/answer" checkout

publish NativeShop native-shop
cd "$folder"
start flags-data server.log
first_key server.log
# As if they were written today, because flags expire.
sed -E "s/(\"created\": )\"[^\"]+\"/\1\"$(date -u +%F)\"/; s/(\"expires\": )\"[^\"]+\"/\1\"$(date -u -d '+60 days' +%F)\"/" \
  "$top/samples/NativeShop/flags.json" >flags.json
expect 0 publish flags.json --server "$SERVER" --reason "the sample's flags"
dataface-flags keys make shop --scopes read,operate --server "$SERVER" >shop.key
began=$(date +%s%3N)
DOTNET_ENVIRONMENT=Production NativeShop/native-shop --urls http://127.0.0.1:0 --server "$SERVER" --keyFile shop.key >shop.log 2>&1 &
shop=$!
program=$shop await_line shop.log 'Now listening on'
address=$(sed -nE 's/.*Now listening on: //p' shop.log)
curl -sf "$address/" >/dev/null
took=$(($(date +%s%3N) - began))
memory=$(awk '/VmRSS/ { print $2 }' "/proc/$shop/status" | numfmt --from-unit=1024 --to=iec)
echo "It answered $took ms after its start, and has $memory of memory."

# An object flag, by rule and without one.
[ "$(curl -sf -H 'X-User: grace' "$address/")" = "Winter sale, 20 % off" ]
[ "$(curl -sf -H 'X-User: bob' "$address/")" = "Welcome, 0 % off" ]
curl -sf "$address/health" | grep -qx Healthy

# The new checkout fails for each who gets it; the guard aborts it in the shop and on the server.
for i in {1..3000}; do
  echo "url = \"$address/checkout\""; echo "header = \"X-User: user-$i\""; echo 'output = "/dev/null"'
  [ "$i" -eq 3000 ] || echo next
done >requests
is_killed() {
  dataface-flags history --server "$SERVER" >history
  grep -q 'kill.*checkout-v2' history
}
for _ in {1..30}; do
  curl -s --no-progress-meter -K requests
  if is_killed; then break; fi
done
cat history
is_killed || { echo "The guard has not aborted what fails."; tail -n 20 shop.log; exit 1; }
