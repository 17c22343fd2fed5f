#!/usr/bin/env bash
# The main job, as the README starts it.
set -euo pipefail
dotnet run --project samples/Storefront -c Release --no-build -- --demo
