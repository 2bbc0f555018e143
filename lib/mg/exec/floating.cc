#include "mg/exec/floating.h"

#include <type_traits>

#include "mg/core/ops.h"

namespace mg::exec {
namespace {

constexpr std::uint32_t tile = 16;  // lanes of a sum that are in registers, at most

using program::Factor;

enum class Lane : std::uint8_t { Same, Next, Apart };

template <Lane lane, class Number> Number at(const Number* from, std::int64_t i, std::int64_t step) {
  if constexpr (lane == Lane::Same) return from[0];
  if constexpr (lane == Lane::Next) return from[i];
  return from[i * step];
}

/// For `width` lanes, which are taken at once.
template <bool minus, Lane la, Lane lb, std::uint32_t width, class Number>
void add_tile(Number* sums, Factor<Number> a, Factor<Number> b, std::uint32_t terms) {
  Number sum[width];
  for (std::uint32_t i = 0; i < width; ++i) sum[i] = sums[i];
  for (std::uint32_t k = 0; k < terms; ++k, a.from += a.term, b.from += b.term) {
    // As a loop, it would have compilers keep the sums in memory.
#pragma GCC unroll 16
    for (std::uint32_t i = 0; i < width; ++i) {
      const Number product = at<la>(a.from, i, a.lane) * at<lb>(b.from, i, b.lane);
      sum[i] = minus ? sum[i] - product : sum[i] + product;
    }
  }
  for (std::uint32_t i = 0; i < width; ++i) sums[i] = sum[i];
}

/// Tiles of `width` lanes, and then of less.
template <bool minus, Lane la, Lane lb, std::uint32_t width, class Number>
void add_tiles(Number* sums, Factor<Number> a, Factor<Number> b, std::uint32_t terms, std::uint32_t lanes) {
  for (; lanes >= width; lanes -= width, sums += width, a.from += width * a.lane, b.from += width * b.lane) {
    add_tile<minus, la, lb, width>(sums, a, b, terms);
  }
  if constexpr (width > 1) add_tiles<minus, la, lb, width / 2>(sums, a, b, terms, lanes);
}

/// Calls `call` with the way from lane to lane as a constant.
template <class Call> void with_lane(std::int64_t step, Call&& call) {
  if (step == 0) return call(std::integral_constant<Lane, Lane::Same>{});
  if (step == 1) return call(std::integral_constant<Lane, Lane::Next>{});
  call(std::integral_constant<Lane, Lane::Apart>{});
}

}  // namespace

template <class T>
void Floating<T>::apply_to_lanes(Op op, double attribute, Number* y, const std::array<const Number*, 3>& x,
                                 std::uint32_t lanes) {
  visit(op, [&](auto rule) {
    using O = decltype(rule);
    for (std::uint32_t i = 0; i < lanes; ++i) {
      if constexpr (O::info.arity == 1)
        y[i] = eval_op<O>(std::array{x[0][i]}, attribute);
      else if constexpr (O::info.arity == 2)
        y[i] = eval_op<O>(std::array{x[0][i], x[1][i]}, attribute);
      else if constexpr (O::info.arity == 3)
        y[i] = eval_op<O>(std::array{x[0][i], x[1][i], x[2][i]}, attribute);
    }
  });
}

template <class T>
void Floating<T>::add_products(Number* sums, const std::array<Factor<Number>, 2>& factors, std::uint32_t terms,
                               bool minus, std::uint32_t lanes) {
  const Factor<Number>&a = factors[0], &b = factors[1];
  with_lane(a.lane, [&](auto la) {
    with_lane(b.lane, [&](auto lb) {
      if (minus)
        add_tiles<true, la(), lb(), tile>(sums, a, b, terms, lanes);
      else
        add_tiles<false, la(), lb(), tile>(sums, a, b, terms, lanes);
    });
  });
}

template struct Floating<double>;
template struct Floating<float>;

}  // namespace mg::exec
