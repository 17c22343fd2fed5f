#!/usr/bin/env bash
# The server as users install it: as a tool from the local feed, as a folder with its own runtime, as a unit of systemd.
set -euo pipefail
. .ci/tool.sh

# healthy PROGRAM...: it starts in a folder of its own, writes its first key, answers, and stops when it is asked to.
healthy() {
  local data=$folder/$RANDOM code=0
  mkdir "$data"
  "$@" --data "$data/flags-data" --first-key-file "$data/first.key" --base-path /tools/flags --urls http://127.0.0.1:0 >"$data/log" 2>&1 &
  program=$!
  await_line "$data/log" '^Dataface.Flags.Server listens'
  SERVER=$(sed -nE 's/^Dataface.Flags.Server listens on ([^;]+);.*/\1/p' "$data/log")
  [ "$(stat -c %a "$data/first.key")" = 600 ] || { echo "The key's file is for others, too."; exit 1; }
  if grep -q dff_ "$data/log"; then echo "The key is in the log."; exit 1; fi
  curl -sf --head "$SERVER/healthz/ready" >/dev/null
  DATAFACE_FLAGS_KEY=$(cat "$data/first.key") dataface-flags status --server "$SERVER/tools/flags" >"$folder/answer"
  contains "$folder/answer" ready
  kill "$program"
  wait "$program" || code=$?
  program=
  [ "$code" -eq 0 ] || { echo "It stopped with $code"; cat "$data/log"; exit 1; }
  echo "$(basename "${@: -1}") starts, answers and stops"
}

install_server
healthy "$folder/bin/dataface-flags-server"

# In a copy, as for native code: one runtime restores another graph than the locked one.
mkdir "$folder/copy"
git ls-files -z -- '*.props' '*.targets' CHANGELOG.md global.json nuget.config .editorconfig src schema docs/images/icon.png ':!*.lock.json' |
  xargs -0 cp --parents -t "$folder/copy"
(cd "$folder/copy" && dotnet publish src/Dataface.Flags.Server -c Release -r "linux-$(uname -m | sed -e s/x86_64/x64/ -e s/aarch64/arm64/)" --self-contained -o "$folder/published" -v quiet \
  -p:RestoreLockedMode=false -p:RestorePackagesWithLockFile=false -p:RunAnalyzers=false)
# Without the machine's own runtime.
healthy env DOTNET_ROOT=/nowhere PATH=/usr/bin:/bin "$folder/published/Dataface.Flags.Server"
du -sh "$folder/published" | cut -f 1

# The unit names the folder that it is installed to.
if command -v systemd-analyze >/dev/null; then
  mkdir "$folder/unit"
  sed "s|/opt/dataface-flags-server|$folder/published|" deploy/dataface-flags-server.service >"$folder/unit/dataface-flags-server.service"
  systemd-analyze verify "$folder/unit/dataface-flags-server.service"
  systemd-analyze security --offline=yes --threshold=25 "$folder/unit/dataface-flags-server.service" | tail -n 1
else
  echo "There is no systemd-analyze here: the unit was not checked."
fi
