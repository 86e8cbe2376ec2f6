# How well the built-in engine finds and admits: the exam of server/tests/knowledge/bench, as lines of figures.

# On SQLite, and on the PostgreSQL that postgres_use has named, if there is one.
retrieval_measure() {
  cd "$ROOT"
  cargo test --release --locked --package tandem --test knowledge bench -- --nocapture
}

# The figures among what retrieval_measure printed into the file $1.
retrieval_show() {
  echo
  echo "Retrieval (targets: the right article among the first three 0.9, honest 0.9)"
  grep -a '^retrieval | ' "$1" | cut -d '|' -f 2-
}
