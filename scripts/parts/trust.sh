# What the conformance tests need beside the server: a look at its calls to the kernel, and a way to spoil them.

trust_tools_install() {
  local library
  if ! command -v strace >/dev/null; then
    can_install || missing "strace" strace || return 1
    install_packages strace
  fi
  library="$(find /usr/lib -name libeatmydata.so -print -quit 2>/dev/null)"
  if [ -z "$library" ]; then
    can_install || missing "libeatmydata" libeatmydata1 || return 1
    install_packages libeatmydata1
  fi
}
