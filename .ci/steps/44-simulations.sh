#!/usr/bin/env bash
# The figures of the guard and of experiments' statistics, on fewer runs than their pages have: seeded, so the same each time.
set -euo pipefail
dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- guard --quick
dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- statistics --quick
dotnet run --project benchmarks/Dataface.Flags.Simulations -c Release --no-build -- looks --quick
