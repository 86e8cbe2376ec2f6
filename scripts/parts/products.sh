# What the scripts make, in the order in which it must be made: the server embeds the front ends.

FRONT_ENDS="widget admin"

# The client is part of both as source and needs no packages of its own but for its tests.
packages() {
  for name in ${*:-$FRONT_ENDS}; do npm_packages "$name"; done
}

front_ends() {
  for name in $FRONT_ENDS; do npm_build "$name"; done
}

release_binary() {
  cd "$ROOT"
  cargo build --release --locked --package tandem
}

# The three steps that `run` and `build` share.
make_release() {
  step "Packages of the front ends" packages || { step_show_log; exit 1; }
  step "Front ends (widget, dashboard)" front_ends || { step_show_log; exit 1; }
  step "Server (the first time takes some minutes)" release_binary || { step_show_log; exit 1; }
}
