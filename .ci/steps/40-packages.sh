#!/usr/bin/env bash
# The packages hold what they promise.
set -euo pipefail
found=$(mktemp)
trap 'rm -f "$found"' EXIT

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

specification() { content "$1" "$(listing "$1" | grep '^[^/]*\.nuspec$')"; }

packages=0
for package in artifacts/packages/*.nupkg; do
  packages=$((packages + 1))
  holds "$package" README.md
  holds "$package" icon.png
  text=$(specification "$package")
  grep -q '<icon>icon.png</icon>' <<<"$text" || { echo "$package names no icon"; exit 1; }
  notes=$(sed -n '/<releaseNotes>/,/<\/releaseNotes>/p' <<<"$text")
  grep -q '<releaseNotes>## [0-9]' <<<"$notes" || { echo "$package has no release notes of its version"; exit 1; }
  [ "${#notes}" -lt 35000 ] || { echo "$package has ${#notes} characters of release notes; galleries take 35,000"; exit 1; }
done
core=$(ls artifacts/packages/Dataface.Flags.[0-9]*.nupkg)
holds "$core" schema/flags.schema.json
holds "$core" lib/net10.0/Dataface.Flags.xml
for library in '' .AspNetCore .Experiments .Experiments.Postgres .Postgres .Testing .Testing.NUnit; do
  holds "$(ls artifacts/packages/Dataface.Flags"$library".[0-9]*.nupkg)" "lib/net10.0/Dataface.Flags$library.dll"
done
holds "$core" analyzers/dotnet/cs/Dataface.Flags.Analyzers.dll
holds "$core" analyzers/dotnet/cs/Dataface.Flags.Cleaning.dll
for folder in build buildTransitive; do holds "$core" "$folder/Dataface.Flags.targets"; done
holds "$core" docs/analyzers/DFA0001.md
web=$(ls artifacts/packages/Dataface.Flags.AspNetCore.[0-9]*.nupkg)
if specification "$web" | grep -E 'id="Dataface.Flags"' | grep -q 'exclude="[^"]*Analyzers'; then
  echo "$web keeps the analyzers of Dataface.Flags from whoever references it alone"; exit 1
fi

# What each package asks for. [exact] means: it works inside the other one, and so asks for just the version that it was built with.
version=$(sed -nE 's/.*<Version>(.*)<\/Version>.*/\1/p' Directory.Build.props)
for package in artifacts/packages/*.nupkg; do
  specification "$package" | sed -nE 's/.*<dependency id="([^"]+)" version="([^"]+)".*/\1 \2/p' | while read -r name range; do
    case $name in
      Dataface.*) [ "$range" = "[$version]" ] && name="$name [exact]" ;;
    esac
    echo "$(basename "$package" ".$version.nupkg"): $name"
  done
done | LC_ALL=C sort >"$found"
diff -u .ci/dependencies.txt "$found" || { echo "The packages ask for something else than .ci/dependencies.txt says."; exit 1; }
echo "$packages packages, $(wc -l <"$found") dependencies"
