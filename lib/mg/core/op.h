#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "mg/core/cxx20.h"

/// Every op, by the name of its struct in ops_*.h. To add one: a struct there, a name here, and the function that
/// programs call in functions.h.
// clang-format off
#define MG_OPS(X)                                                               \
  X(Input) X(Parameter) X(Constant)                                             \
  X(Add) X(Sub) X(Mul) X(Div) X(Neg)                                            \
  X(Pow) X(PowConst)                                                            \
  X(Abs) X(Sign) X(Floor) X(Min) X(Max)                                         \
  X(Sqrt) X(Cbrt) X(Exp) X(Expm1) X(Log) X(Log1p)                               \
  X(Sin) X(Cos) X(Tan) X(Asin) X(Acos) X(Atan) X(Atan2) X(Sinh) X(Cosh) X(Tanh) \
  X(Hypot) X(Erf) X(Sigmoid) X(Softplus)                                        \
  X(Relu)                                                                       \
  X(Lt) X(Le) X(Eq)                                                             \
  X(Select)
// clang-format on

namespace mg {

enum class Op : std::uint8_t {
#define MG_ENUMERATOR(Name) Name,
  MG_OPS(MG_ENUMERATOR)
#undef MG_ENUMERATOR
};

#define MG_COUNT(Name) +1
inline constexpr std::size_t op_count = 0 MG_OPS(MG_COUNT);
#undef MG_COUNT

/// Which arguments a node *uses*: those that get an adjoint, and are reached by it.
enum class Uses : std::uint8_t {
  All,      ///< every argument
  Taken,    ///< the side taken at this point (the op has `taken`)
  Nothing,  ///< none: the op is piecewise constant
};

/// Where an op may be sampled when it is tested: the interval of each argument, within which it is finite, and smooth
/// but for its kinks.
struct Domain {
  double low = -4.0;
  double high = 4.0;
};

/// Where another formula holds for an op, and its derivative may jump.
enum class Kinks : std::uint8_t {
  None,    ///< differentiable everywhere inside its domain
  Steps,   ///< between its values
  Sides,   ///< where it takes another argument
  AtZero,  ///< where its argument is 0
};

/// What is known of an op, whatever its arguments.
struct OpInfo {
  std::string_view name;                           ///< in `.graph` files
  std::string_view symbol;                         ///< in pictures
  int arity;                                       ///< 0 to 3
  std::optional<double> attribute = {};            ///< its default, for ops that have one
  std::array<std::string_view, 3> arguments = {};  ///< their names, where it matters which is which
  Uses uses = Uses::All;
  Domain domain = {};
  Kinks kinks = Kinks::None;
  bool periodic = false;          ///< of the period π or 2π
  bool commutes = false;          ///< both orders of its two arguments give the same bits
  bool exact = false;             ///< never rounds
  bool never_minus_zero = false;  ///< whatever its arguments
  bool compares = false;          ///< it is 1 where a comparison of its two arguments holds, else 0
};

/// Nodes are numbered in the order in which they were recorded.
struct NodeId {
  std::uint32_t index = std::numeric_limits<std::uint32_t>::max();

  friend auto operator<=>(NodeId, NodeId) = default;
};

/// Reads as "no node".
inline constexpr NodeId no_node{};

}  // namespace mg
