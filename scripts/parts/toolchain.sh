# What must be there before anything else: Rust, Node.js, and a C compiler with make for the SQLite and the allocator inside.

MIN_NODE="20.19"

version_at_least() { # have want
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

need_cargo() {
  local want have
  want="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")"
  have="$(cargo --version 2>/dev/null | cut -d ' ' -f 2)" || have=""
  if [ -z "$have" ]; then
    echo "Tandem needs Rust $want or newer, and cargo is not on the PATH. Install it from https://rustup.rs" >&2
    exit 1
  fi
  if ! version_at_least "$have" "$want"; then
    echo "Tandem needs Rust $want or newer, and this is $have. Run: rustup update stable" >&2
    exit 1
  fi
  need_c
}

need_c() {
  command -v cc >/dev/null && command -v make >/dev/null || missing "a C compiler with make" build-essential || exit 1
}

need_node() {
  local have
  have="$(node --version 2>/dev/null | tr -d v)" || have=""
  if [ -z "$have" ] || ! command -v npm >/dev/null; then
    echo "Tandem needs Node.js $MIN_NODE or newer with npm to build its pages. Install it from https://nodejs.org" >&2
    exit 1
  fi
  if ! version_at_least "$have" "$MIN_NODE"; then
    echo "Tandem needs Node.js $MIN_NODE or newer, and this is $have. Install a newer one from https://nodejs.org" >&2
    exit 1
  fi
}

# Where cargo puts what it builds; a developer may have moved it.
target_dir() { echo "${CARGO_TARGET_DIR:-$ROOT/target}"; }
