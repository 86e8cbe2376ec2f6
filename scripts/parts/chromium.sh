# The browser of the journeys: Debian's Chromium, or any that `TANDEM_CHROMIUM` names.

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
