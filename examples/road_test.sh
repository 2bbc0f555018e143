#!/bin/sh
# Takes the graph that an example writes down the road: drawn, generated, compiled alone, and checked.
# Usage: road_test.sh TOOLS EXAMPLE CXX...
set -eu
tools=$1 example=$(realpath "$2")
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"$example" recorded.graph > log
"$tools/mg-eval" recorded.graph --grad --csv > recorded.csv
"$tools/mg-dot" --timeout 86400 recorded.graph > recorded.svg
grep -q '</svg>' recorded.svg
"$tools/mg-codegen" recorded.graph -o recorded.h
printf '#include "recorded.h"\nint main() { return 0; }\n' > alone.cc
"$@" -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only alone.cc
"$tools/mg-check" recorded.graph --points 20
