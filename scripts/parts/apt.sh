# Debian packages that the tests need. Only root installs; everybody else is told what is missing.

APT_UPDATED=""

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# install_packages NAME…
install_packages() {
  if [ -z "$APT_UPDATED" ]; then
    apt-get -o DPkg::Lock::Timeout=300 update -qq
    APT_UPDATED=yes
  fi
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@"
}

# missing WHAT PACKAGE: one line for somebody who is not root.
missing() {
  echo "Missing: $1. Install it, for example by: sudo apt-get install $2" >&2
  return 1
}
