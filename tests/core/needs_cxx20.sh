#!/bin/sh
# Compiled as C++17, the headers that a program begins with say what is missing, first and once.
#
#     needs_cxx20.sh LIB COMPILER [FLAG...]
#
# LIB is the folder that is on the include path.
lib=$1
shift

status=0
for header in mg/mg.h mg/core/graph.h mg/core/functions.h mg/core/std_math.h mg/nn/mlp.h mg/exec/replay.h mg/text/reader.h; do
  errors=$(printf '#include "%s"\nint main() { mg::Graph graph; }\n' "$header" |
    "$@" -std=c++17 -fsyntax-only -I "$lib" -x c++ - 2>&1 | grep 'error: ')
  first=$(printf '%s\n' "$errors" | head -n 1)
  # The second is that of a file that there is none of, which ends the compilation.
  case $first in
    *'"mg needs C++20: compile with -std=c++20"') [ "$(printf '%s\n' "$errors" | wc -l)" -eq 2 ] && continue ;;
  esac
  printf '%s, as C++17:\n%s\n' "$header" "$errors" >&2
  status=1
done
exit $status
