# The steps of `scripts/test` that are more than one command.

# rust_tests quick|full: in full, a test that does not find PostgreSQL fails instead of leaving it out.
rust_tests() {
  cd "$ROOT"
  if [ "$1" = full ]; then export TANDEM_TEST_REQUIRE_POSTGRES=1 TANDEM_TEST_REQUIRE_REDIS=1; fi
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --workspace --no-fail-fast
  else
    cargo test --locked --workspace --no-fail-fast --lib --bins --tests
  fi
}

# Nobody reads these pages but who works on the server, so inner parts are shown and may be linked to.
rust_docs() {
  cd "$ROOT"
  RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --locked --workspace --no-deps --document-private-items
}

# What the server says of itself, the committed description and the types made from it are one.
generated_is_fresh() {
  cd "$ROOT"
  local fresh document stale=0
  fresh="$(target_dir)/fresh"
  mkdir -p "$fresh"
  for document in openapi asyncapi; do
    "$(target_dir)/debug/tandem" "$document" >"$fresh/$document.json"
    diff -u "docs/$document.json" "$fresh/$document.json" || stale=1
  done
  (cd client && npx --no-install openapi-typescript "$fresh/openapi.json" --output "$fresh/wire.ts")
  diff -u client/src/generated/wire.ts "$fresh/wire.ts" || stale=1
  [ "$stale" = 0 ] || echo "Stale: run scripts/generate and commit what it writes."
  return "$stale"
}

journeys() {
  cd "$ROOT/e2e"
  TANDEM_BIN="$(target_dir)/debug/tandem" TANDEM_CHROMIUM="$(chromium_path)" npm test
}

documents() {
  cd "$ROOT/docs"
  command -v python3 >/dev/null || missing "Python" python3 || return 1
  TANDEM_BIN="$(target_dir)/debug/tandem" npm test
}
