#!/bin/sh
# Installs the build, looks at its headers, and builds and runs a program against the copy, found by pkg-config.
# Usage: install_test.sh MESON BUILD PREFIX PROGRAM.cc CXX...
set -eu
meson=$1 build=$2 prefix=$3 program=$4
shift 4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

DESTDIR=$folder $meson install -C "$build" --no-rebuild --quiet
installed=$folder$prefix
PKG_CONFIG_PATH=$(dirname "$(find "$installed" -name mg.pc)"):${PKG_CONFIG_PATH:-}
export PKG_CONFIG_PATH

# Installed is what users may include, and what that needs. Eigen need not be there to be read.
include=$(dirname "$(find "$installed" -path '*/mg/mg.h')")
{
  echo "$include/core/eigen.h"
  printf '#include <mg/core/std_math.h>\n#include <mg/mg.h>\n' |
    "$@" -std=c++20 -M -I "$(dirname "$include")" -x c++ - | tr ' ' '\n' | grep "^$include/"
} | sort -u > "$folder/needed"
find "$include" -name '*.h' | sort > "$folder/found"
diff "$folder/needed" "$folder/found" || { echo "what is installed is not what is needed" >&2; exit 1; }

# Word splitting is what these flags are for.
# shellcheck disable=SC2046
"$@" -std=c++20 -Wall -Wextra -Werror $(pkg-config --define-variable=prefix="$installed" --cflags mg) \
  "$program" -o "$folder/program" $(pkg-config --define-variable=prefix="$installed" --libs mg)
"$folder/program" "$folder"
for command in mg-dot mg-codegen mg-check mg-eval; do
  "$installed/bin/$command" --version | grep -q "^$command "
done
"$installed/bin/mg-eval" "$folder/c.graph" --csv --grad | grep -q '^input,0,a,-4,2$'
