# Packages and builds of the front ends, each done again only when something changed.
#
# The stamps lie in node_modules: never in dist, which the server embeds as it is.

# One hash over the contents of all files below the given paths. Hashes, not times: a fresh clone,
# a branch switch and a touched file must not cost a build.
hash_of() {
  find "$@" -type f \
    -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/coverage/*' \
    -not -name '*.test.ts' -not -name '*.test.tsx' -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}

stamp_is() { # file value
  [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# npm_packages FOLDER: what the lock file says, when that changed since the last time. Not `npm ci`: it
# refuses a lock file that was made where the optional packages of another system cannot be had.
npm_packages() {
  local dir="$ROOT/$1" stamp="$ROOT/$1/node_modules/.tandem-packages" lock
  lock="$(sha256sum <"$dir/package-lock.json" | cut -d ' ' -f 1)"
  if stamp_is "$stamp" "$lock"; then return 0; fi
  (cd "$dir" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --no-save --no-progress --loglevel=error)
  printf '%s' "$lock" >"$stamp"
}

# npm_build FOLDER: `npm run build`, when its sources or the client's changed since the last time.
npm_build() {
  local dir="$ROOT/$1" stamp="$ROOT/$1/node_modules/.tandem-build" sources
  sources="$(cd "$ROOT" && hash_of "$1" client)"
  if stamp_is "$stamp" "$sources" && [ -n "$(ls -A "$dir/dist" 2>/dev/null)" ]; then return 0; fi
  rm -f "$stamp"
  (cd "$dir" && npm run build)
  printf '%s' "$sources" >"$stamp"
}

npm_run() { # FOLDER SCRIPT
  (cd "$ROOT/$1" && npm run "$2")
}

npm_has() { # FOLDER SCRIPT
  [ -f "$ROOT/$1/package.json" ] &&
    node -e 'process.exit(process.argv[2] in (require(process.argv[1]).scripts ?? {}) ? 0 : 1)' "$ROOT/$1/package.json" "$2"
}
