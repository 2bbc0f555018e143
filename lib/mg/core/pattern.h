#pragma once

// What an op computes, as an expression: its `eval`, run once on expressions instead of numbers. Text in any language
// is printed from patterns, so that the rule that the engine runs is the rule that generated code says.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "mg/core/op.h"

namespace mg {

/// A function of the math library, which libraries have with different bits; in <cmath> by this name.
struct LibraryFunction {
  std::string_view name;
  int arity;
};

/// Those that rules may call.
#define MG_LIBRARY(Unary, Binary)                                                                                      \
  Unary(cbrt) Unary(exp) Unary(expm1) Unary(log) Unary(log1p) Unary(sin) Unary(cos) Unary(tan) Unary(asin) Unary(acos) \
      Unary(atan) Unary(sinh) Unary(cosh) Unary(tanh) Unary(erf) Binary(pow) Binary(atan2) Binary(hypot)

inline constexpr LibraryFunction library_functions[] = {
#define MG_UNARY(name) {#name, 1},
#define MG_BINARY(name) {#name, 2},
    MG_LIBRARY(MG_UNARY, MG_BINARY)
#undef MG_UNARY
#undef MG_BINARY
};

/// What patterns are made of. IEEE 754 says what each is, but for Call.
enum class Primitive : std::uint8_t {
  Operand,  ///< of the op
  Literal,
  Add,
  Sub,
  Mul,
  Div,
  Neg,
  Sqrt,
  Abs,
  Floor,
  Call,  ///< of a function of the math library
  // Conditions:
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual,
  // Numbers of conditions:
  Number,  ///< 1 where the condition holds, else 0
  Choose,  ///< the second where the condition holds, else the third
};

struct OpPattern {
  struct Node {
    Primitive primitive;
    std::uint8_t index = 0;               ///< which operand, literal or library function
    std::array<std::uint8_t, 3> of = {};  ///< the nodes that it is of: earlier ones
    std::uint8_t arity = 0;               ///< how many they are
    std::uint8_t uses = 0;                ///< how often later ones are of this one

    std::span<const std::uint8_t> arguments() const { return std::span(of).first(arity); }
  };

  std::vector<Node> nodes;  ///< the last is the value; an operand or a literal is one, however often it is used
  std::vector<double> literals;
  std::array<std::uint8_t, 3> uses = {};  ///< how often each operand is written
  bool shares = false;  ///< whether what is computed is used more than once: a language needs a name for it

  /// Whether a node is the literal with just these bits.
  bool is_of(std::uint8_t node, double literal) const;
  bool calls_library() const;
};

/// Runs the rule of an op that is no leaf.
OpPattern trace(Op op, double attribute);

/// Patterns, each traced when it is first asked for.
class OpPatterns {
 public:
  /// The reference is good as long as this is there.
  const OpPattern& of(Op op, double attribute);

 private:
  struct Last {
    std::uint64_t attribute = 0;
    const OpPattern* pattern = nullptr;
  };
  std::array<Last, op_count> last_;  // of each op, as attributes seldom differ
  std::map<std::pair<Op, std::uint64_t>, OpPattern> all_;
};

}  // namespace mg
