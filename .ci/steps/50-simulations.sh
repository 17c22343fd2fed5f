#!/usr/bin/env bash
# The guard's figures, on fewer rollouts than docs/guard.md has: seeded, so the same each time.
set -euo pipefail
dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- guard --quick
