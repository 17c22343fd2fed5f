#!/usr/bin/env bash
# What the generator and the analyzers add to a build of 1,000 files with 200 flags, as the compiler reports it (ReportAnalyzer).
# Prints the seconds and their share of the compiler's own time; ends with 1 when it is above 5 %. For a quiet machine.
#   bash tests/analyzer-cost.sh [files] [flags]
set -euo pipefail
cd "$(dirname "$0")/.."
files=${1:-1000} flags=${2:-200}
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash tests/many-files.sh "$work" "$files" "$flags"

# The first builds start the compiler's server and pay for its JIT.
for _ in 1 2 3 4; do
  rm -rf "$work/bin" "$work/obj"
  dotnet build "$work/shop.csproj" -v d -p:ReportAnalyzer=true -p:UseSharedCompilation=true -clp:PerformanceSummary >"$work/log" || { grep -m5 "error" "$work/log"; exit 1; }
done

# Rows such as "  0,123   4   Dataface.Flags.Analyzers, Version=..."; "<0.001" counts as nothing.
ours=$(grep -E "[0-9] +Dataface\.Flags\.Analyzers, Version" "$work/log" | awk '{ gsub(/[<,]/, ""); s += $1 } END { printf "%.3f", s }')
compiler=$(grep -E "^ *[0-9]+ ms +Csc +[0-9]+ calls" "$work/log" | awk '{ printf "%.3f", $1 / 1000 }')
awk -v ours="$ours" -v compiler="$compiler" -v files="$files" -v flags="$flags" 'BEGIN {
  share = 100 * ours / compiler
  printf "%d files, %d flags: generator and analyzers %.3f s of the compiler'"'"'s %.3f s: %.1f %%\n", files, flags, ours, compiler, share
  exit share > 5
}'
