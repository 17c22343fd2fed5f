#!/usr/bin/env bash
# Builds the solution and runs every test project; ends with the line "N passed, N failed" and exits non-zero on any failure.
# Under CI=true a skipped test is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Servers of tests are on this machine, whatever else a proxy is for.
export NO_PROXY=127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY} no_proxy=127.0.0.1,localhost${no_proxy:+,$no_proxy}
# Each project lives for a few minutes in a machine that it shares: code that counts its own calls to be compiled better later costs a third more
# than it ever saves there, and a thread that waits should not keep a processor busy.
export DOTNET_TieredPGO=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
configuration=${CONFIGURATION:-Release}
log=$(mktemp)
database=$(mktemp -d)
# One compiler for all projects, of this script alone, which ends with the build: a compiler for each takes twice as long.
compiler=dataface-flags-$$
end_compiler() { for id in $(pgrep -f -- "-pipename:$compiler\$"); do kill "$id"; done; }
trap 'end_compiler; bash tests/postgres.sh stop "$database"; rm -rf "$log" "${said:-}"' EXIT

dotnet build Dataface.Flags.sln -c "$configuration" -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" ||
  { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }
end_compiler

# The tests of PostgreSQL use a real one: the one that DATAFACE_FLAGS_POSTGRES names, or one that lives as long as this script.
if [ -z "${DATAFACE_FLAGS_POSTGRES:-}" ]; then
  started=0
  bash tests/postgres.sh start "$database" fast >"$log" || started=$?
  if [ "$started" -eq 3 ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the Debian package postgresql for the tests."
    # Without the cluster that the package would make and start: these tests have their own.
    if [ ! -e /etc/postgresql-common ]; then
      mkdir -p /etc/postgresql-common
      echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql) >/dev/null
    started=0
    bash tests/postgres.sh start "$database" fast >"$log" || started=$?
  fi
  DATAFACE_FLAGS_POSTGRES=$(cat "$log")
  if [ -n "$DATAFACE_FLAGS_POSTGRES" ]; then export DATAFACE_FLAGS_POSTGRES
  elif [ "$started" -eq 3 ]; then
    echo "NO POSTGRESQL: its tests are skipped. Install it, or name a database in DATAFACE_FLAGS_POSTGRES."
  else
    echo "POSTGRESQL DOES NOT START, as told above: its tests are skipped. Mend that, or name a database in DATAFACE_FLAGS_POSTGRES."
  fi
fi

# The board's tests use a real browser.
if [ ! -e /usr/bin/chromium ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the Debian package chromium for the tests."
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core) >/dev/null
  fi
  [ -e /usr/bin/chromium ] || echo "NO CHROMIUM: the board's tests in a browser are skipped. Install it as /usr/bin/chromium."
fi

# Clients of other languages are tested with their own packages.
if ! command -v npm >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the Debian packages nodejs and npm for the tests."
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm) >/dev/null
  fi
  command -v npm >/dev/null || echo "NO NODE.JS: the tests of its clients are skipped. Install Node.js 20 or newer with npm."
fi

# Three at a time, so that none that waits leaves a processor idle; what takes longest begins. The server's tests are two parts: those of some folders, and
# the rest.
# What a project says is printed when it has ended.
run_project() {
  local project filter said ended=0
  IFS=' ' read -r project filter <<<"$3"
  said=$1/$(basename "$project").$(cksum <<<"$filter" | cut -d ' ' -f 1)
  dotnet test "$project" -c "$2" --no-build --blame-hang-timeout 5min --blame-hang-dump-type none ${filter:+--filter "$filter"} "${@:4}" >"$said" 2>&1 || ended=1
  cat "$said"
  return "$ended"
}
said=$(mktemp -d)
export -f run_project
server=tests/Dataface.Flags.Server.Tests/Dataface.Flags.Server.Tests.csproj
some='FullyQualifiedName~Server.Tests.Board|FullyQualifiedName~Server.Tests.Experiments|FullyQualifiedName~Server.Tests.Webhooks'
some+='|FullyQualifiedName~Server.Tests.Guarding|FullyQualifiedName~Server.Tests.Replicas|FullyQualifiedName~Server.Tests.Hosting'
rest=$(sed 's/~/!~/g; s/|/\&/g' <<<"$some")
parts=("$server $some" "$server $rest")
[ $# -eq 0 ] || parts=("$server")
long=(tests/Dataface.Flags.{Cleaning.,,Postgres.}Tests/*.csproj)
short=$(ls tests/*/*.Tests.csproj | grep -vFxf <(printf '%s\n' "$server" "${long[@]}"))
status=0
printf '%s\n' "${parts[@]}" "${long[@]}" $short | xargs -d '\n' -P 3 -I {} bash -c 'run_project "$@"' run_project "$said" "$configuration" {} "$@" || status=1

# Each project closes with a line such as: Passed!  - Failed:     0, Passed:    11, Skipped:     0, Total: ...
sum() { grep -hoE "$1: +[0-9]+" "$said"/* | grep -oE '[0-9]+' | awk '{ s += $1 } END { print s + 0 }'; }
failed=$(sum Failed)
passed=$(sum Passed)
skipped=$(sum Skipped)

if [ "$skipped" -gt 0 ]; then
  echo "SKIPPED: $skipped tests did not run, because this machine lacks a part that they need (see above)."
  if [ "${CI:-}" = true ]; then failed=$((failed + skipped)); fi
fi
# Those of a project that hung or crashed do not appear among its figures.
aborted=$(grep -l "^Test Run Aborted" "$said"/* | wc -l)
failed=$((failed + aborted))
if [ "$passed" -eq 0 ]; then failed=$((failed + 1)); fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
