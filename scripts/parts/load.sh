# Sourced first by every script: finds the root and loads the other parts.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export ROOT LC_ALL=C.UTF-8
for part in apt browsers checks count litellm mutants node plan postgres products redis retrieval steps toolchain trust; do
  # shellcheck disable=SC1090
  . "$ROOT/scripts/parts/$part.sh"
done
