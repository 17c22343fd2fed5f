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

dataface-flags-server() { dotnet "$top/src/Dataface.Flags.Server/bin/Release/net10.0/Dataface.Flags.Server.dll" "$@"; }

# install_server: the server as the tool that `dotnet pack` has made, in place of the function above.
install_server() {
  dotnet tool install Dataface.Flags.Server --tool-path "$folder/bin" --configfile "$top/nuget.config" \
    --version "$(sed -nE 's/.*<Version>(.*)<\/Version>.*/\1/p' "$top/Directory.Build.props")"
  unset -f dataface-flags-server
  PATH=$folder/bin:$PATH
}

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

# start FOLDER LOG: a server on a data folder and a port of the system's choice; $SERVER is its address, $program its id.
start() {
  : >"$2"
  dotnet "$top/src/Dataface.Flags.Server/bin/Release/net10.0/Dataface.Flags.Server.dll" --data "$1" --urls http://127.0.0.1:0 >"$2" 2>&1 &
  program=$!
  await_line "$2" '^Dataface.Flags.Server listens'
  SERVER=$(sed -nE 's/^Dataface.Flags.Server listens on ([^;]+);.*/\1/p' "$2")
}

# first_key LOG: what a new server has printed, for the tool.
first_key() {
  DATAFACE_FLAGS_KEY=$(sed -nE 's/^First admin key .*: (dff_.*)$/\1/p' "$1")
  export DATAFACE_FLAGS_KEY
}

# run_page PAGE LEAST: every line of its blocks that are marked sh; there are at least so many.
run_page() {
  local line count=0
  while read -r line; do
    echo "\$ $line"
    eval "$line" || { echo "It failed with $?."; exit 1; }
    count=$((count + 1))
  done < <(sed -n '/^ *```sh$/,/^ *```$/p' "$top/docs/$1" | grep -v '^ *```')
  [ "$count" -ge "$2" ] || { echo "Only $count commands were found."; exit 1; }
  echo "$count commands"
}

# pricing_sample: goes to $folder with the sample of pricing, as a draft that runs from its tenth day before today on.
pricing_sample() {
  local offset day edits=()
  cp "$top"/samples/experiments/pricing/* "$folder"
  cd "$folder"
  offset=$((($(date -ud "$(date -u +%F)" +%s) - $(date -ud 2027-01-13 +%s)) / 86400))
  for day in $(cat delivery-price.yaml flags.json | grep -oE '20[0-9]{2}-[0-9]{2}-[0-9]{2}' | sort -u); do
    edits+=(-e "s/(^|[^@])$day/\1@$(date -ud "$day $offset days" +%F)/g")
  done
  sed -i -E "${edits[@]}" delivery-price.yaml flags.json
  sed -i -e 's/@20/20/g' -e 's/^status: .*/status: draft/' delivery-price.yaml flags.json
}
