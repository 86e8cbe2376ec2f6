# A throw-away Redis for the tests of several nodes: nothing is kept, on a port of its own.
# `TANDEM_TEST_REDIS` already set means: use that server, and start none.

export REDIS_DIR="${REDIS_DIR:-}"

redis_install() {
  [ -z "${TANDEM_TEST_REDIS:-}" ] || return 0
  ! command -v redis-server >/dev/null || return 0
  can_install || missing "the Redis server" redis-server || return 1
  # The package would start one for the whole machine.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made=yes
  fi
  local done=0
  install_packages redis-server || done=$?
  [ -z "$made" ] || rm -f "$policy"
  return "$done"
}

# Starts the server in REDIS_DIR, which the test run made and will remove.
redis_start() {
  [ -z "${TANDEM_TEST_REDIS:-}" ] || return 0
  local dir="$REDIS_DIR" port attempt
  for attempt in 1 2 3; do
    port="$(free_port)"
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$dir" \
      --pidfile "$dir/pid" --logfile "$dir/log" --daemonize yes
    for _ in $(seq 50); do
      if redis-cli -p "$port" ping 2>/dev/null | grep -q PONG; then
        echo "redis://127.0.0.1:$port/" >"$dir/url"
        return 0
      fi
      sleep 0.1
    done
    echo "attempt $attempt on port $port failed"
  done
  cat "$dir/log"
  return 1
}

# Hands its address to the tests.
redis_use() {
  if [ -f "$REDIS_DIR/url" ]; then
    TANDEM_TEST_REDIS="$(cat "$REDIS_DIR/url")"
    export TANDEM_TEST_REDIS
  fi
}

redis_stop() {
  [ -n "$REDIS_DIR" ] || return 0
  if [ -f "$REDIS_DIR/pid" ]; then kill "$(cat "$REDIS_DIR/pid")" 2>/dev/null || true; fi
  rm -rf "$REDIS_DIR"
}
