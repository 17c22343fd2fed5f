#!/usr/bin/env bash
# The registry's figures, small, at a tenth of the pace of docs/registry.md: pages, decisions, pages of history, and events to the board.
set -euo pipefail
folder=$(mktemp -d)
trap 'bash tests/postgres.sh stop "$folder"' EXIT
measure() { dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- "$@"; }
measure board --quick
measure decision --quick
measure history --quick
database=$(bash tests/postgres.sh start "$folder")
measure ingest --quick --rate 2000 --postgres "$database"
