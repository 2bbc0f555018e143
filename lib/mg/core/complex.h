#pragma once

#include <complex>
#include <concepts>
#include <type_traits>

#include "mg/core/functions.h"

// `2.0 * z`, `z == 0.0` and `std::complex<double>(0, 1) * z` for a std::complex<Value> z, as for a complex<double>: the
// standard's operators take a Value or a complex of them there, and nothing that is converted to one. And `x * i` for a
// Value x and a complex<double> i. Found by argument-dependent lookup.
//
// The standard leaves open what std::complex of another type than float, double and long double does; libstdc++ and
// libc++ have one template for all, and its functions call those of Value.

namespace mg {

// Templates, as a Value is converted to a complex number, and these are not for two Values.
#define MG_WITH_COMPLEX(sign)                                                                                 \
  template <class Number, std::same_as<Value> V>                                                              \
  requires std::is_arithmetic_v<Number> std::complex<V>                                                       \
  operator sign(Number a, const std::complex<V>& b) { return V(static_cast<double>(a)) sign b; }              \
  template <class Number, std::same_as<Value> V>                                                              \
  requires std::is_arithmetic_v<Number> std::complex<V>                                                       \
  operator sign(const std::complex<V>& a, Number b) { return a sign V(static_cast<double>(b)); }              \
  template <std::same_as<Value> V>                                                                            \
  std::complex<V> operator sign(const std::complex<double>& a, const std::complex<V>& b) {                    \
    return std::complex<V>(a.real(), a.imag()) sign b;                                                        \
  }                                                                                                           \
  template <std::same_as<Value> V>                                                                            \
  std::complex<V> operator sign(const std::complex<V>& a, const std::complex<double>& b) {                    \
    return a sign std::complex<V>(b.real(), b.imag());                                                        \
  }                                                                                                           \
  template <std::same_as<Value> V> std::complex<V> operator sign(const std::complex<double>& a, const V& b) { \
    return std::complex<V>(a.real(), a.imag()) sign b;                                                        \
  }                                                                                                           \
  template <std::same_as<Value> V> std::complex<V> operator sign(const V& a, const std::complex<double>& b) { \
    return a sign std::complex<V>(b.real(), b.imag());                                                        \
  }
MG_WITH_COMPLEX(+)
MG_WITH_COMPLEX(-)
MG_WITH_COMPLEX(*)
MG_WITH_COMPLEX(/)
#undef MG_WITH_COMPLEX

template <class Number, std::same_as<Value> V>
requires std::is_arithmetic_v<Number>
bool operator==(const std::complex<V>& a, Number b) { return a == V(static_cast<double>(b)); }

}  // namespace mg
