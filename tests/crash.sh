#!/usr/bin/env bash
# Kills by kill -9, at so many random moments each (100 unless told), and checks each time that nothing acknowledged is lost and the chain is sound:
# a process that kills flags, publishes documents and compacts its journal; the server; PostgreSQL under load.
#   bash tests/crash.sh [points]
set -euo pipefail
cd "$(dirname "$0")/.."
export CRASH_POINTS="${1:-100}"
run() { dotnet test "tests/$1" -c "${CONFIGURATION:-Release}" --filter "FullyQualifiedName~$2" --logger "console;verbosity=detailed"; }
run Dataface.Flags.Tests DataFolderCrashTests
run Dataface.Flags.Server.Tests ServerCrashTests
run Dataface.Flags.Postgres.Tests Faults.CrashTests
