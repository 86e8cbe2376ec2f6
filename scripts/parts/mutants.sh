# A server that makes one mistake on purpose, and tests that have to notice. Built apart, so that nobody runs it
# by accident. docs/mutants.md is the list.

mutants_dir() { echo "$(target_dir)/mutants"; }

# The server alone: the control of D01.
mutants_build() {
  cd "$ROOT"
  cargo build --locked --package tandem --features mutants --target-dir "$(mutants_dir)"
}

# The server, its stories and the load generator, all at once: so what they have in common is compiled once. The name
# of the stories' program is cargo's to choose.
mutants_build_all() {
  cd "$ROOT"
  mkdir -p "$(mutants_dir)"
  cargo build --locked --package tandem --package loadtest --features tandem/mutants --bins --test stories \
    --target-dir "$(mutants_dir)" --message-format json-render-diagnostics >"$(mutants_dir)/built.json"
  sed -n 's/.*"name":"stories".*"executable":"\([^"]*\)".*/\1/p' "$(mutants_dir)/built.json" >"$(mutants_dir)/stories.path"
  [ -x "$(cat "$(mutants_dir)/stories.path")" ]
}

# mutants_list [MUTANT…]: one line "mutant test" for each test that the list names.
mutants_list() {
  awk -F ' *[|] *' -v only=" $* " '
    $2 ~ /^M[0-9]+$/ && (only == "  " || index(only, " " $2 " ")) {
      n = split($4, tests, "`")
      for (i = 2; i <= n; i += 2) print $2, tests[i]
    }' "$ROOT/docs/mutants.md"
}

# mutants_run MUTANT|none KIND [NAME]: 0 if the test passes, 1 if it fails; anything else is neither.
mutants_run() {
  local mutant="$1" kind="$2" name="${3:-}" code=0 log stories
  local dir settings=()
  dir="$(mutants_dir)/debug"
  log="$(mutants_log "$@")"
  if [ "$mutant" = none ]; then
    unset TANDEM_MUTANT
  else
    export TANDEM_MUTANT="$mutant"
    settings=(--set "TANDEM_MUTANT=$mutant")
  fi
  case "$kind" in
    story)
      stories="$(cat "$(mutants_dir)/stories.path")"
      cd "$ROOT/server"
      timeout 300 "$stories" --exact "stories::$name" >"$log" 2>&1 || code=$?
      case "$code" in
        0) grep -q "^test result: ok. 1 passed; 0 failed" "$log" || code=3 ;;
        101) if grep -q "^test result: FAILED. 0 passed; 1 failed" "$log"; then code=1; fi ;;
      esac
      ;;
    conform) timeout 300 "$dir/loadtest" conform --quick --store sqlite --only "$name" "${settings[@]}" >"$log" 2>&1 || code=$? ;;
    nodes) timeout 300 "$dir/loadtest" conform --quick --store postgres --postgres "$TANDEM_TEST_POSTGRES" --only "$name" "${settings[@]}" >"$log" 2>&1 || code=$? ;;
    claims) timeout 300 "$dir/loadtest" claims --races 100 "${settings[@]}" >"$log" 2>&1 || code=$? ;;
    takeovers) timeout 300 "$dir/loadtest" takeovers --rounds 40 "${settings[@]}" >"$log" 2>&1 || code=$? ;;
    *) return 2 ;;
  esac
  return "$code"
}

mutants_log() { echo "$STEP_LOGS/$(printf '%s-' "$@" | tr -c 'A-Za-z0-9_\n' '-')run.log"; }

# mutants_play RESULTS LIST: runs each "mutant test" of the list and notes "code mutant test" for it. Stories mostly
# wait, so some run at once; what measures a whole server runs alone.
mutants_play() {
  local results="$1" list="$2"
  grep ' story ' <<<"$list" | xargs -r -P 3 -d '\n' -n 1 bash -c "$STEP_SHELL" mutants mutants_note "$results" || true
  grep -v ' story ' <<<"$list" | xargs -r -d '\n' -n 1 bash -c "$STEP_SHELL" mutants mutants_note "$results" || true
}

mutants_note() { # RESULTS "MUTANT TEST"
  local code=0
  # shellcheck disable=SC2086
  mutants_run $2 || code=$?
  echo "$code $2" | tee -a "$1"
}

# mutants_table RESULTS LIST: what was caught by what. A test that fails without a mistake proves nothing, and one that
# could not be run has caught nothing.
mutants_table() {
  awk -v results="$1" '
    BEGIN {
      while ((getline line < results) > 0) {
        code = line; sub(/ .*/, "", code); sub(/^[^ ]* /, "", line)
        codes[line] = code
      }
    }
    {
      mutant = $1; test = $0; sub(/^[^ ]* /, "", test)
      sound = codes["none " test]; with = codes[$0]
      verdict = sound != "0" ? "the test does not pass without it" : with == "1" ? "yes" : with == "0" ? "NO" : "could not be run"
      printf "%-4s · %-88s · %s\n", mutant, test, verdict
      if (!(mutant in seen)) { seen[mutant] = 1; all++ }
      if (verdict != "yes" && !(mutant in missed)) { missed[mutant] = 1; escaped++ }
    }
    END {
      printf "%d of %d caught\n", all - escaped, all
      exit escaped > 0
    }' <<<"$2"
}
