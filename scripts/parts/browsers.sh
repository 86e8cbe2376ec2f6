# The browser of the journeys: Debian's Chromium, or any that `TANDEM_CHROMIUM` names; and the second one of the
# counted rounds, Debian's Firefox, or any that `TANDEM_FIREFOX` names.

chromium_path() {
  local name
  if [ -n "${TANDEM_CHROMIUM:-}" ]; then
    echo "$TANDEM_CHROMIUM"
    return
  fi
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name"; then return; fi
  done
}

chromium_install() {
  [ -z "$(chromium_path)" ] || return 0
  can_install || missing "Chromium" chromium || return 1
  install_packages chromium
}

firefox_path() {
  local name
  if [ -n "${TANDEM_FIREFOX:-}" ]; then
    echo "$TANDEM_FIREFOX"
    return
  fi
  for name in firefox-esr firefox; do
    if command -v "$name"; then return; fi
  done
}

firefox_install() {
  [ -z "$(firefox_path)" ] || return 0
  can_install || missing "Firefox" firefox-esr || return 1
  install_packages firefox-esr
}

# rounds_in_browsers COUNT: what `e2e/browsers` counts, against the release build.
rounds_in_browsers() {
  cd "$ROOT/e2e"
  TANDEM_ROUNDS="$1" TANDEM_BIN="$(target_dir)/release/tandem" TANDEM_CHROMIUM="$(chromium_path)" \
    TANDEM_FIREFOX="$(firefox_path)" npm run browsers
}
