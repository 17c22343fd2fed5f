#!/usr/bin/env bash
# The newcomer's path: the tutorials as they are written, each in an empty folder, from the packed packages.
set -euo pipefail
. .ci/tool.sh
. .ci/newcomer.sh
. .ci/tutorial.sh
run_tutorial first-flag.md 10 2026-11-20
run_tutorial first-guarded-rollout.md 8 2026-11-20
run_tutorial first-experiment.md 8
run_tutorial first-fleet.md 14 2026-11-20
