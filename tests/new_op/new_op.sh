#!/bin/sh
# An op is one struct, one name, and one line for its C++ function: adds one to a copy of lib, and takes it from
# recording to a file, a gradient, a picture, a formula and generated code.
#
#     new_op.sh LIB PROGRAM FOLDER COMPILER [FLAG...]
#
# PROGRAM is new_op.cc; FOLDER is made anew.
set -eu
lib=$1
program=$2
folder=$3
shift 3

rm -rf "$folder"
mkdir -p "$folder/objects"
cp -r "$lib" "$folder/lib"
cp "$program" "$folder/new_op.cc"
cd "$folder"
core=lib/mg/core

sed -i 's/^  X(Relu) /  X(Relu) X(Swish) /' $core/op.h
cat > struct <<'STRUCT'

/// x times the logistic function of beta x.
struct Swish {
  static constexpr OpInfo info{.name = "swish", .symbol = "swish", .arity = 1, .attribute = 1.0};
  template <class T> static T eval(T x, double beta) { return x * apply<Sigmoid>(T(beta) * x); }
  template <class T> static std::array<T, 1> partials(T x, T y, double beta) {
    const T s = apply<Sigmoid>(T(beta) * x);
    return {s + T(beta) * y * (T(1.0) - s)};
  }
};
STRUCT
sed -i '/^struct Softplus {/,/^};/ { /^};/ r struct
}' $core/ops_functions.h
sed -i '/^inline Value softplus(const Value& x)/ a \
inline Value swish(const Value& x, double beta) { return record_with_attribute<op::Swish>(beta, x); }' $core/functions.h
changed=$(diff -r "$lib" lib | grep -c '^[<>]') || true
if [ "$changed" -ne 13 ]; then
  echo "the copy differs in $changed lines, not in 13" >&2
  exit 1
fi

for layer in base core text passes program reroll draw emit; do
  find lib/mg/$layer -name '*.cc'
done > sources
echo new_op.cc >> sources
cat > compile <<'COMPILE'
source=$1
shift
exec "$@" -std=c++20 -O0 -ffp-contract=off -Ilib '-DMG_VERSION="new"' -c "$source" -o "objects/$(echo "$source" | tr / _).o"
COMPILE
xargs -P "$(nproc)" -I '{}' sh compile '{}' "$@" < sources
"$@" objects/*.o -lfmt -o new_op
./new_op
"$@" -std=c++11 -O2 -Wall -Wextra -Werror generated.cc -o generated
./generated
