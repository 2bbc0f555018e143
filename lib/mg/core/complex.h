#pragma once

#include <complex>
#include <concepts>
#include <type_traits>

#include "mg/core/functions.h"

// `2.0 * z` and `z == 0.0` for a std::complex<Value> z, as for a complex<double>: the standard's operators take a Value
// there, and nothing that is converted to one. Found by argument-dependent lookup.
//
// The standard leaves open what std::complex of another type than float, double and long double does; libstdc++ and
// libc++ have one template for all, and its functions call those of Value.

namespace mg {

// Templates, as a Value is converted to a complex number, and these are not for two Values.
#define MG_WITH_COMPLEX(sign)                                                                    \
  template <class Number, std::same_as<Value> V>                                                 \
  requires std::is_arithmetic_v<Number> std::complex<V>                                          \
  operator sign(Number a, const std::complex<V>& b) { return V(static_cast<double>(a)) sign b; } \
  template <class Number, std::same_as<Value> V>                                                 \
  requires std::is_arithmetic_v<Number> std::complex<V>                                          \
  operator sign(const std::complex<V>& a, Number b) { return a sign V(static_cast<double>(b)); }
MG_WITH_COMPLEX(+)
MG_WITH_COMPLEX(-)
MG_WITH_COMPLEX(*)
MG_WITH_COMPLEX(/)
#undef MG_WITH_COMPLEX

template <class Number, std::same_as<Value> V>
requires std::is_arithmetic_v<Number>
bool operator==(const std::complex<V>& a, Number b) { return a == V(static_cast<double>(b)); }

}  // namespace mg
