# Adds up what the test runners say, so that the whole run can end with one line.

PASSED=0
FAILED=0

# count_log FILE: "passed failed" of every runner whose closing lines the log holds.
count_log() {
  sed 's/\x1b\[[0-9;]*[A-Za-z]//g' "$1" | awk '
    # cargo nextest:  Summary [ 1.2s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped
    / tests? run: / {
      line = $0
      sub(/^.* tests? run: /, "", line)
      n = split(line, parts, ", ")
      for (i = 1; i <= n; i++) {
        split(parts[i], w, " ")
        if (w[2] == "passed") passed += w[1]
        else if (w[2] == "failed" || w[2] == "timed" || w[2] == "exec") failed += w[1]
      }
    }
    # cargo test:  test result: ok. 5 passed; 0 failed; …
    /^test result: / {
      for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed;/) passed += $(i - 1)
        if ($i ~ /^failed;/) failed += $(i - 1)
      }
    }
    # vitest:  Tests  1 failed | 11 passed (12)
    /^ *Tests  / {
      for (i = 2; i <= NF; i++) {
        if ($i == "passed") passed += $(i - 1)
        if ($i == "failed") failed += $(i - 1)
      }
    }
    # node --test:  ℹ pass 8   ℹ fail 1   ℹ cancelled 0
    /^(ℹ|#) pass / { passed += $3 }
    /^(ℹ|#) (fail|cancelled) / { failed += $3 }
    # playwright:  5 passed (10s)   1 failed   1 flaky   2 did not run   1 interrupted
    /^  [0-9]+ passed( |$)/ { passed += $1 }
    /^  [0-9]+ (failed|flaky|interrupted|did not run)$/ { failed += $1 }
    END { printf "%d %d\n", passed, failed }'
}

# count_step CODE [LOG]: a check counts as one; a runner as many as its log says. A runner that
# exits with an error and names no failed test (it did not compile, say) is one failure.
count_step() {
  local code="$1" log="${2:-}" passed=0 failed=0
  if [ -n "$log" ]; then
    read -r passed failed <<<"$(count_log "$log")"
    if [ "$code" -eq 0 ] && [ $((passed + failed)) -eq 0 ]; then
      echo "      no test ran: that is a failure"
      failed=1
    fi
    if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  elif [ "$code" -eq 0 ]; then
    passed=1
  else
    failed=1
  fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
}
