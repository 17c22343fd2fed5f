#!/usr/bin/env bash
# A kill reaches every client of a real server: none lost, and in no time that a polling interval could explain; every instance confirms it, and those
# that are stopped are named. docs/performance.md has the figures.
set -euo pipefail
dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- propagation --quick
