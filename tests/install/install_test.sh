#!/bin/sh
# Installs the build, and builds and runs a program against the installed copy, found by pkg-config.
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
# Word splitting is what these flags are for.
# shellcheck disable=SC2046
"$@" -std=c++20 -Wall -Wextra -Werror $(pkg-config --define-variable=prefix="$installed" --cflags mg) \
  "$program" -o "$folder/program" $(pkg-config --define-variable=prefix="$installed" --libs mg)
"$folder/program" "$folder"
for command in mg-dot mg-codegen mg-check mg-eval; do
  "$installed/bin/$command" --version | grep -q "^$command "
done
"$installed/bin/mg-eval" "$folder/c.graph" --csv --grad | grep -q '^input,0,a,-4,2$'
