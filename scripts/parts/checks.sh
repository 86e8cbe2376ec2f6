# The steps of `scripts/test` that are more than one command.

# rust_tests quick|full
rust_tests() {
  cd "$ROOT"
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --workspace --no-fail-fast
  else
    cargo test --locked --workspace --no-fail-fast --lib --bins --tests
  fi
}

rust_docs() {
  cd "$ROOT"
  RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps
}

# What the server says of itself, and what is committed, must be the same.
generated_is_fresh() {
  cd "$ROOT"
  local fresh
  fresh="$(mktemp -d)"
  "$(target_dir)/debug/tandem" openapi >"$fresh/openapi.json"
  diff -u docs/openapi.json "$fresh/openapi.json" || {
    echo "docs/openapi.json is stale. Run: tandem openapi > docs/openapi.json"
    return 1
  }
  rm -rf "$fresh"
}

journeys() {
  cd "$ROOT/e2e"
  TANDEM_BIN="$(target_dir)/debug/tandem" TANDEM_CHROMIUM="$(chromium_path)" npm test
}
