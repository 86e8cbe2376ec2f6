# A throw-away PostgreSQL for the tests: its own cluster, in a folder and on a port of its own.
# `TANDEM_TEST_POSTGRES` already set means: use that server, and start none.

export POSTGRES_DIR="${POSTGRES_DIR:-}"

postgres_bin() { # where initdb and pg_ctl are: Debian keeps them off the PATH
  local found
  found="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
  if [ -n "$found" ] && [ -x "$found/initdb" ]; then
    echo "$found"
  elif command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
    dirname "$(command -v initdb)"
  fi
}

postgres_install() {
  [ -z "${TANDEM_TEST_POSTGRES:-}" ] || return 0
  [ -z "$(postgres_bin)" ] || return 0
  can_install || missing "the PostgreSQL server (initdb, pg_ctl)" postgresql || return 1
  # The package would make a cluster of its own and start it; the tests want neither.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  install_packages postgresql
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  elif id postgres >/dev/null 2>&1; then
    setpriv --reuid postgres --regid postgres --clear-groups "$@"
  else
    setpriv --reuid nobody --regid nogroup --clear-groups "$@"
  fi
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# Makes and starts the cluster in POSTGRES_DIR, which the test run made and will remove.
postgres_start() {
  [ -z "${TANDEM_TEST_POSTGRES:-}" ] || return 0
  local dir="$POSTGRES_DIR" bin port attempt
  bin="$(postgres_bin)"
  [ "$(id -u)" != 0 ] || chown "$(as_postgres id -u):$(as_postgres id -g)" "$dir"
  cd "$dir"
  as_postgres "$bin/initdb" --pgdata "$dir/data" --username tandem --auth trust \
    --encoding UTF8 --locale C.UTF-8 --no-sync
  # fsync and synchronous_commit stay on: the server refuses to start without them.
  for attempt in 1 2 3; do
    port="$(free_port)"
    if as_postgres "$bin/pg_ctl" --pgdata "$dir/data" --log "$dir/server.log" --wait --timeout 60 \
      --options "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=300" start; then
      echo "postgres://tandem@127.0.0.1:$port/postgres" >"$dir/url"
      return 0
    fi
    echo "attempt $attempt on port $port failed"
  done
  cat "$dir/server.log"
  return 1
}

# Hands the address of the started cluster to the tests.
postgres_use() {
  if [ -f "$POSTGRES_DIR/url" ]; then
    TANDEM_TEST_POSTGRES="$(cat "$POSTGRES_DIR/url")"
    export TANDEM_TEST_POSTGRES
  fi
}

postgres_stop() {
  [ -n "$POSTGRES_DIR" ] || return 0
  if [ -f "$POSTGRES_DIR/data/postmaster.pid" ]; then
    (cd / && as_postgres "$(postgres_bin)/pg_ctl" --pgdata "$POSTGRES_DIR/data" --mode immediate --silent stop) || true
  fi
  rm -rf "$POSTGRES_DIR"
}
