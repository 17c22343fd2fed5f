#!/usr/bin/env bash
# The packages hold what they promise.
set -euo pipefail

# Names are read whole before they are searched: a search that ends early would break the pipe and fail the listing.
holds() {
  local package=$1 wanted=$2 names
  names=$(listing "$package")
  grep -qx "$wanted" <<<"$names" || { echo "$package has no $wanted; it holds:"; echo "$names"; exit 1; }
}

listing() {
  if command -v unzip >/dev/null; then unzip -Z1 "$1"
  elif command -v python3 >/dev/null; then python3 -c 'import sys, zipfile; print("\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))' "$1"
  else echo "unzip or python3 is needed to look into packages" >&2; exit 1
  fi
}

content() {
  if command -v unzip >/dev/null; then unzip -p "$1" "$2"
  else python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' "$1" "$2"
  fi
}

for package in artifacts/packages/*.nupkg; do holds "$package" README.md; done
core=$(ls artifacts/packages/Dataface.Flags.[0-9]*.nupkg)
holds "$core" schema/flags.schema.json
holds "$core" lib/net10.0/Dataface.Flags.dll
holds "$core" lib/net10.0/Dataface.Flags.xml
holds "$core" analyzers/dotnet/cs/Dataface.Flags.Analyzers.dll
holds "$core" analyzers/dotnet/cs/Dataface.Flags.Cleaning.dll
for folder in build buildTransitive; do holds "$core" "$folder/Dataface.Flags.targets"; done
holds "$core" docs/analyzers/DFA0001.md
web=$(ls artifacts/packages/Dataface.Flags.AspNetCore.[0-9]*.nupkg)
if content "$web" Dataface.Flags.AspNetCore.nuspec | grep -E 'id="Dataface.Flags"' | grep -q 'exclude="[^"]*Analyzers'; then
  echo "$web keeps the analyzers of Dataface.Flags from whoever references it alone"; exit 1
fi

# The testing package works inside the evaluator, so it must ask for just the version of the library that it was built with.
testing=$(ls artifacts/packages/Dataface.Flags.Testing.[0-9]*.nupkg)
holds "$testing" lib/net10.0/Dataface.Flags.Testing.dll
specification=$(content "$testing" Dataface.Flags.Testing.nuspec)
grep -qE '<dependency id="Dataface.Flags" version="\[[^],]+\]"' <<<"$specification" ||
  { echo "$testing does not ask for just one version of Dataface.Flags"; exit 1; }
holds "$(ls artifacts/packages/Dataface.Flags.Testing.NUnit.[0-9]*.nupkg)" lib/net10.0/Dataface.Flags.Testing.NUnit.dll
holds "$(ls artifacts/packages/Dataface.Flags.Postgres.[0-9]*.nupkg)" lib/net10.0/Dataface.Flags.Postgres.dll
ls artifacts/packages
