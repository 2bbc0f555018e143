#!/bin/sh
# Compiles each header of lib/mg alone, warnings being errors: what it needs, it includes itself.
#
#     headers_alone.sh LIB COMPILER [FLAG...]
#
# LIB is the folder that is on the include path.
lib=$1
shift

status=0
count=0
# Without mg/core/eigen.h: Eigen need not be installed; where it is, eigen_test.cc includes that header first.
for header in $(cd "$lib" && find mg -name '*.h' ! -path mg/core/eigen.h | sort); do
  count=$((count + 1))
  if ! printf '#include "%s"\n' "$header" |
      "$@" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I "$lib" -x c++ -; then
    echo "$header does not compile alone" >&2
    status=1
  fi
done
echo "$count headers"
[ "$count" -gt 0 ] || status=1
exit $status
