#!/usr/bin/env bash
# Kills a process that kills flags, publishes documents and compacts its journal, by kill -9, at so many random moments (100 unless told), and
# checks each time that nothing acknowledged is lost: bash tests/crash.sh [points]
set -euo pipefail
cd "$(dirname "$0")/.."
export CRASH_POINTS="${1:-100}"
dotnet test tests/Dataface.Flags.Tests -c "${CONFIGURATION:-Release}" --filter "FullyQualifiedName~DataFolderCrashTests" --logger "console;verbosity=detailed"
