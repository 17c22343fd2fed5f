#!/usr/bin/env bash
# The main job, as the README starts it; and a clone finds its packages where none has ever been.
set -euo pipefail
dotnet run --project samples/Storefront -c Release --no-build -- --demo

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet . "$folder/clone"
NUGET_PACKAGES=$folder/packages dotnet restore "$folder/clone/Dataface.Flags.sln"
