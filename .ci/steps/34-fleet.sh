#!/usr/bin/env bash
# PostgreSQL, two servers and three shops together, with crashes.
set -euo pipefail
bash samples/Fleet/run.sh
