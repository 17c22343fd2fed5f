# Sourced by the step that runs the tutorials, after tool.sh and newcomer.sh.
output=$folder/output
declare -A running=()

# A tool for everybody on a newcomer's machine is one for this folder here.
dotnet() { command dotnet "${@/#--global/--tool-path=$folder/bin}"; }

end_program() {
  [ -v "running[$1]" ] || return 0
  kill -- "-${running[$1]}" 2>/dev/null || true
  wait "${running[$1]}" 2>/dev/null || true
  unset "running[$1]"
}
end_programs() { local name; for name in "${!running[@]}"; do end_program "$name"; done; }
trap 'end_programs; cleanup' EXIT

# start_program NAME COMMAND: in a group of its own, in place of the one that had the name, until it says that it listens; it may be built first.
start_program() {
  end_program "$1"
  echo "\$ $2   # until Ctrl+C"
  : >"$folder/$1.log"
  setsid bash -c "$2" >"$folder/$1.log" 2>&1 &
  running[$1]=$!
  for _ in {1..180}; do
    ! grep -qE '(listens|Now listening) on' "$folder/$1.log" || return 0
    kill -0 "${running[$1]}" 2>/dev/null || break
    sleep 1
  done
  echo "It did not start:"
  cat "$folder/$1.log"
  exit 1
}

# run_line COMMAND: as it stands.
run_line() {
  local code=0
  echo "\$ $1"
  eval "$1" >"$folder/now" 2>&1 || code=$?
  cat "$folder/now"
  cat "$folder/now" >>"$output"
  [ "$code" -eq 0 ] || { echo "It failed with $code."; tail -n 30 "$folder"/*.log; exit 1; }
}

# shown LINE: whether the last commands have shown it; … stands for anything.
shown() {
  local pattern line
  pattern=$(sed -e 's/[][\\*?]/\\&/g' -e 's/…/*/g' <<<"$1")
  while IFS= read -r line; do
    # shellcheck disable=SC2053
    [[ $line != *$pattern* ]] || return 0
  done <"$output"
  return 1
}

# expect_shown LINE COMMAND: a change takes a moment to arrive, so a question is asked again for some seconds.
expect_shown() {
  for _ in {1..20}; do
    ! shown "$1" || return 0
    [[ $2 == curl* || $2 == dataface-flags\ instances* ]] || break
    sleep 0.5
    run_line "$2" >/dev/null
  done
  echo "It should have shown: $1"
  tail -n 30 "$folder"/*.log
  exit 1
}

# run_tutorial PAGE LEAST [DAY]: does what docs/tutorials/PAGE says, in an empty folder. Its blocks are
#   ```sh         commands, one a line; there are at least LEAST
#   ```sh NAME    a program that is left running in a terminal of its own
#   ```text       what the commands before have shown, line by line
#   ```json FILE  the content of a file, of whatever language
# DAY is the day on which the page is written; its days are moved so that it is today.
run_tutorial() {
  local page=$1 least=$2 day=${3:-} line kind= name= last= count=0
  mkdir "$folder/$page"
  cd "$folder/$page"
  move_days "$top/docs/tutorials/$page" "$day" >"$folder/page"
  while IFS= read -r -u 9 line; do
    case $kind:$line in
      ':```sh') kind=commands; : >"$output" ;;
      ':```sh '*) kind=program name=${line#* } ;;
      ':```text') kind=shown ;;
      ':```'*' '*) kind=file name=${line#* }; : >"$name" ;;
      ':```'*) kind=other ;;
      :*) ;;
      *':```') kind= ;;
      commands:*) run_line "$line"; last=$line; count=$((count + 1)) ;;
      program:*) start_program "$name" "$line" ;;
      shown:*) expect_shown "$line" "$last" ;;
      file:*) printf '%s\n' "$line" >>"$name" ;;
    esac
  done 9<"$folder/page"
  end_programs
  cd "$top"
  [ "$count" -ge "$least" ] || { echo "Only $count commands were found."; exit 1; }
  echo "$page: $count commands"
}

# move_days FILE DAY: the file with its days moved so that DAY is today.
move_days() {
  local offset day edits=()
  [ -n "$2" ] || { cat "$1"; return; }
  offset=$((($(date -ud "$(date -u +%F)" +%s) - $(date -ud "$2" +%s)) / 86400))
  for day in $(grep -oE '20[0-9]{2}-[0-9]{2}-[0-9]{2}' "$1" | sort -u); do edits+=(-e "s/(^|[^@])$day/\1@$(date -ud "$day $offset days" +%F)/g"); done
  sed -E "${edits[@]}" "$1" | sed 's/@20/20/g'
}
