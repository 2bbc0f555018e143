#!/usr/bin/env bash
# tidy.sh BUILD [all]: clang-tidy over lib/ and tools/, by the commands of a build folder; any finding is a failure.
# Without `all`, over what changed since the last tag; a header counts as the sources that include it. A clone may lack
# tags: then since the last commit that changed the version.
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$0")/../.."

sources() { git ls-files 'lib/*.cc' 'tools/*.cc'; }

changed_sources() {
  base=$(git describe --tags --abbrev=0 2>/dev/null) ||
    base=$(git log -1 --format=%H -G"^  version: '" -- meson.build)
  git diff --name-only --diff-filter=d "$base" -- 'lib/*.cc' 'tools/*.cc'
  git diff --name-only --diff-filter=d "$base" -- 'lib/*.h' 'tools/*.h' | while read -r header; do
    git grep -lF "\"${header#*/}\"" -- 'lib/*.cc' 'tools/*.cc' || true
  done
}

if [ "${2:-}" = all ]; then files=$(sources); else files=$(changed_sources | sort -u); fi
[ -n "$files" ] || { echo "clang-tidy: nothing has changed"; exit 0; }
echo "clang-tidy: $(wc -l <<< "$files") files"
xargs -P "$(nproc)" -n 4 clang-tidy -p "$build" --quiet --warnings-as-errors='*' <<< "$files" 2> >(grep -v ' warnings\? generated\.$' >&2)
