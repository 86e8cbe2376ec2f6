# Steps with progress: each runs with its output in a log, and says how long it took.
#
#   steps_total 4
#   step "Compile the server" cargo build     → [2/4] Compile the server … 31 s
#
# `step` returns the command's exit code. STEP_LOG is the log of the last step.

STEP_NUMBER=0
STEP_TOTAL=0
STEP_LOG=""
STEP_SECONDS=0
STEP_LOGS="${STEP_LOGS:-${ROOT:?}/target/logs}"
STEP_LIMIT="${STEP_LIMIT:-0}" # seconds; 0 is without end
STEP_GROUP=""

# A step is a shell of its own that knows all parts: in `if step …` bash would switch `set -e` off
# for everything that a mere function calls, and a failed command in the middle would pass.
# shellcheck disable=SC2016
STEP_SHELL='. "$ROOT/scripts/parts/load.sh"; "$@"'

steps_total() { STEP_TOTAL="$1"; }

# A step runs as a process group of its own, so that Ctrl-C ends compilers and browsers with it.
step_stop() {
  [ -n "$STEP_GROUP" ] || return 0
  kill -- "-$STEP_GROUP" 2>/dev/null || true
  STEP_GROUP=""
}

step_begin() {
  STEP_NUMBER=$((STEP_NUMBER + 1))
  mkdir -p "$STEP_LOGS"
  local name
  name="$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9\n' '-')"
  STEP_LOG="$STEP_LOGS/$(printf '%02d' "$STEP_NUMBER")-${name%-}.log"
}

step() {
  local title="$1" began=$SECONDS told=0 code=0 now
  shift
  step_begin "$title"
  local head="[$STEP_NUMBER/$STEP_TOTAL] $title"
  [ -t 1 ] || printf '%s …\n' "$head"
  set -m
  bash -euo pipefail -c "$STEP_SHELL" step "$@" >"$STEP_LOG" 2>&1 </dev/null &
  STEP_GROUP=$!
  set +m
  while kill -0 "$STEP_GROUP" 2>/dev/null; do
    sleep 0.2
    now=$((SECONDS - began))
    if [ "$STEP_LIMIT" -gt 0 ] && [ "$now" -ge "$STEP_LIMIT" ]; then
      printf '\nStopped: it did not end within %s s.\n' "$STEP_LIMIT" >>"$STEP_LOG"
      kill -- "-$STEP_GROUP" 2>/dev/null || true
    fi
    if [ -t 1 ]; then
      printf '\r\033[K%s … %s s  \033[2m%s\033[0m' "$head" "$now" "$(step_last_line | cut -c 1-40)"
    elif [ "$now" -ge $((told + 30)) ]; then
      told=$now
      printf '      … %s s  %s\n' "$now" "$(step_last_line)"
    fi
  done
  wait "$STEP_GROUP" || code=$?
  STEP_GROUP=""
  STEP_SECONDS=$((SECONDS - began))
  [ ! -t 1 ] || printf '\r\033[K'
  if [ "$code" -eq 0 ]; then
    printf '%s: %s s\n' "$head" "$STEP_SECONDS"
  else
    printf '%s: failed after %s s (exit %s)\n' "$head" "$STEP_SECONDS" "$code"
  fi
  return "$code"
}

step_last_line() {
  tail -n 1 "$STEP_LOG" 2>/dev/null | tr -d '\r' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g; s/^ *//' | cut -c 1-70
}

step_show_log() {
  printf '%s\n' "---- the end of ${STEP_LOG#"$ROOT"/} ----"
  tail -n "${1:-40}" "$STEP_LOG" | sed 's/^/    /'
  printf '%s\n' "----"
}
