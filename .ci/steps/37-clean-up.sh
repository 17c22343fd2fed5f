#!/usr/bin/env bash
# Decided flags of the Storefront are removed from a copy of it; the copy builds, and its demonstration does what it says.
set -euo pipefail
configuration=${CONFIGURATION:-Release}
tool=src/Dataface.Flags.Cleaner/bin/$configuration/net10.0/dataface-flags-clean.dll
copy=samples/StorefrontWithoutFlags
trap 'rm -rf "$copy"' EXIT
rm -rf "$copy"
mkdir "$copy"
cp samples/Storefront/*.cs samples/Storefront/*.csproj samples/Storefront/*.json samples/Storefront/*.jsonl "$copy"
dotnet restore "$copy/Storefront.csproj"

clean() { dotnet "$tool" "$@" --configuration "$configuration" --solution "$copy/Storefront.csproj" --flags "$copy/flags.json"; }
answers() {
  local expected=$1 code=0
  shift
  clean "$@" || code=$?
  [ "$code" -eq "$expected" ] || { echo "'$*' answered $code, not $expected"; exit 1; }
}

answers 1 recommendations --keep five --check
answers 0 recommendations --keep five
answers 0 express-delivery --keep on
if grep -rnE 'Recommendations|express-delivery' "$copy" --include='*.cs' --include=flags.json; then
  echo "a flag is left"; exit 1
fi

# The demonstration kills checkout-v2, which nothing can prove away.
answers 13 checkout-v2 --keep on
dotnet build "$copy/Storefront.csproj" -c "$configuration" -warnaserror
dotnet run --project "$copy/Storefront.csproj" -c "$configuration" --no-build -- --demo
