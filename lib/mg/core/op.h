#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

/// Every op, by the name of its struct in ops_*.h. To add one: a struct there and a name here.
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

/// How tightly the emitted expression binds; an operand that binds less is put in parentheses.
enum class Binding : std::uint8_t { Choice = 1, Equality, Relation, Sum, Product, Prefix, Call };

/// Where an op may be sampled when it is tested: the interval of each argument, within which it is smooth if
/// `OpInfo::smooth`, and finite.
struct Domain {
  double low = -4.0;
  double high = 4.0;
};

/// What is known of an op, whatever its arguments.
struct OpInfo {
  std::string_view name;       ///< in `.graph` files
  std::string_view symbol;     ///< in pictures
  int arity;                   ///< 0 to 3
  std::string_view code = {};  ///< C++ for its value: {0} {1} {2} the operands, {k} the attribute
  Binding binding = Binding::Call;
  std::string_view helper = {};  ///< C++ definition of the function that `code` calls, where <cmath> has none
  Uses uses = Uses::All;
  Domain domain = {};
  bool smooth = true;                    ///< differentiable everywhere inside `domain`
  bool commutes = false;                 ///< both orders of its two arguments give the same bits
  std::string_view libm = {};            ///< functions of the math library that code and helper call, as `mg_NAME`
  std::optional<double> attribute = {};  ///< its default, for ops that have one
};

/// Nodes are numbered in the order in which they were recorded.
struct NodeId {
  std::uint32_t index = std::numeric_limits<std::uint32_t>::max();

  friend auto operator<=>(NodeId, NodeId) = default;
};

/// Reads as "no node".
inline constexpr NodeId no_node{};

}  // namespace mg
