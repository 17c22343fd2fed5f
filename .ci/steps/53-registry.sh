#!/usr/bin/env bash
# The registry's figures, small: pages, decisions, and events at a quarter of the pace of docs/registry.md, which every machine should keep.
set -euo pipefail
folder=$(mktemp -d)
trap 'bash tests/postgres.sh stop "$folder/db"; rm -rf "$folder"' EXIT
measure() { dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- "$@"; }
measure board --quick
measure decision --quick
measure ingest --quick --rate 5000 --postgres "$(bash tests/postgres.sh start "$folder/db")"
