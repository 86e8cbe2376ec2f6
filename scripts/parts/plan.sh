# The list of steps of `scripts/test`: first written down, then run to the end.

PLAN_KINDS=()
PLAN_NAMES=()
PLAN_NEEDS=()
PLAN_TITLES=()
PLAN_COMMANDS=()
PLAN_BROKEN=" "

# plan KIND NAME NEEDS TITLE COMMAND…
#   check   counts as one test
#   runner  counts as many tests as its log says
#   setup   counts only when it fails
# A step whose NEEDS (names, or -) failed is not tried, and counts as failed.
plan() {
  PLAN_KINDS+=("$1")
  PLAN_NAMES+=("$2")
  PLAN_NEEDS+=("$3")
  PLAN_TITLES+=("$4")
  shift 4
  PLAN_COMMANDS+=("$*") # none has a blank within a word
}

plan_broken_need() { # prints the first need of step $1 that failed
  local need
  for need in ${PLAN_NEEDS[$1]}; do
    case "$PLAN_BROKEN" in *" $need "*) echo "$need"; return ;; esac
  done
}

plan_run() {
  local i kind name broken code
  steps_total "${#PLAN_NAMES[@]}"
  for i in "${!PLAN_NAMES[@]}"; do
    kind="${PLAN_KINDS[$i]}" name="${PLAN_NAMES[$i]}" code=0
    broken="$(plan_broken_need "$i")"
    if [ -n "$broken" ]; then
      step_begin "${PLAN_TITLES[$i]}"
      echo "[$STEP_NUMBER/$STEP_TOTAL] ${PLAN_TITLES[$i]}: not tried, because \"$broken\" failed"
      code=1
      kind=check
    else
      # shellcheck disable=SC2086
      step "${PLAN_TITLES[$i]}" ${PLAN_COMMANDS[$i]} || code=$?
      [ "$code" -eq 0 ] || step_show_log
      plan_after "$name" "$code"
    fi
    [ "$code" -eq 0 ] || PLAN_BROKEN="$PLAN_BROKEN$name "
    case "$kind" in
      check) count_step "$code" ;;
      runner) count_step "$code" "$STEP_LOG" ;;
      setup) [ "$code" -eq 0 ] || count_step "$code" ;;
    esac
  done
}

# What later steps must know of an earlier one.
plan_after() {
  if [ "$2" -ne 0 ]; then return; fi
  case "$1" in
    postgres) postgres_use ;;
    redis) redis_use ;;
  esac
}
