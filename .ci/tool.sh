# Sourced by the steps that use the tool: a folder of their own, the tool as users call it, and a program that they may have started; all gone at the end.
top=$PWD
folder=$(mktemp -d)
program=
cleanup() {
  [ -z "$program" ] || kill "$program" 2>/dev/null || true
  [ -z "$program" ] || wait "$program" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

dataface-flags() { dotnet "$top/src/Dataface.Flags.Cli/bin/Release/net10.0/dataface-flags.dll" "$@"; }

# expect CODE ARGUMENTS: runs the tool, keeps what it says in $folder/answer, and fails unless it answers with that exit code.
expect() {
  local code=$1 got=0
  shift
  echo "\$ dataface-flags $*"
  dataface-flags "$@" >"$folder/answer" 2>&1 || got=$?
  cat "$folder/answer"
  [ "$got" -eq "$code" ] || { echo "It answered $got instead of $code"; exit 1; }
}

contains() { grep -qF -- "$2" "$1" || { echo "$1 has no '$2'"; exit 1; }; }

# await_line LOG PATTERN: until the program that was started has written it to its log.
await_line() {
  for _ in {1..300}; do
    grep -q "$2" "$1" && return
    kill -0 "$program" 2>/dev/null || break
    sleep 0.1
  done
  echo "It did not start:"
  cat "$1"
  exit 1
}
