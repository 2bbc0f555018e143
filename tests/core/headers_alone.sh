#!/bin/sh
# Compiles each header of lib/mg alone, warnings being errors: what it needs, it includes itself. Of a header that a source
# of lib/mg includes first, the build has shown that.
#
#     headers_alone.sh LIB COMPILER [FLAG...]
#
# LIB is the folder that is on the include path.
lib=$1
shift

cd "$lib" || exit 1
shown=$(find mg -name '*.cc' -exec awk '/^#include/ { gsub(/"/, "", $2); print $2; nextfile }' {} +)
status=0
count=0
# Without mg/core/eigen.h: Eigen need not be installed; where it is, eigen_test.cc includes that header first.
for header in $(find mg -name '*.h' ! -path mg/core/eigen.h | sort); do
  if printf '%s\n' "$shown" | grep -qxF "$header"; then continue; fi
  count=$((count + 1))
  if ! printf '#include "%s"\n' "$header" |
      "$@" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I . -x c++ -; then
    echo "$header does not compile alone" >&2
    status=1
  fi
done
# A program may be compiled without exceptions: what throws ends it.
if ! printf '#include "mg/mg.h"\n' | "$@" -std=c++20 -fsyntax-only -fno-exceptions -I . -x c++ -; then
  echo "mg/mg.h does not compile with -fno-exceptions" >&2
  status=1
fi
echo "$count headers"
[ "$count" -gt 0 ] || status=1
exit $status
