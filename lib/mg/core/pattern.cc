#include "mg/core/pattern.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <initializer_list>
#include <optional>

#include "mg/base/post_order.h"
#include "mg/core/bits.h"
#include "mg/core/ops.h"

namespace mg {
namespace {

/// An expression, as a number that rules compute with: a node of a pattern, or a number that enters one where it meets
/// another.
struct Traced {
  Traced(double number) : literal(number) {}  // NOLINT: implicit, as a double is
  Traced(OpPattern* p, std::uint8_t n) : pattern(p), node(n) {}

  OpPattern* pattern = nullptr;
  std::uint8_t node = 0;
  double literal = 0.0;
};

/// A condition.
struct TracedMask {
  OpPattern* pattern;
  std::uint8_t node;
};

std::uint8_t append(OpPattern& pattern, const OpPattern::Node& node) {
  for (const std::uint8_t argument : node.arguments()) ++pattern.nodes[argument].uses;
  pattern.nodes.push_back(node);
  assert(pattern.nodes.size() < 0xff);
  return static_cast<std::uint8_t>(pattern.nodes.size() - 1);
}

/// The node of an operand or a literal: there is one for each.
std::uint8_t leaf(OpPattern& pattern, Primitive primitive, std::size_t index) {
  const auto is_it = [&](const OpPattern::Node& node) { return node.primitive == primitive && node.index == index; };
  const auto found = std::ranges::find_if(pattern.nodes, is_it);
  if (found != pattern.nodes.end()) return static_cast<std::uint8_t>(found - pattern.nodes.begin());
  return append(pattern, {primitive, static_cast<std::uint8_t>(index)});
}

std::uint8_t node_in(OpPattern& pattern, const Traced& x) {
  if (x.pattern) return x.node;
  const auto found = std::ranges::find_if(pattern.literals, [&](double other) { return same_bits(other, x.literal); });
  const auto index = static_cast<std::size_t>(found - pattern.literals.begin());
  if (found == pattern.literals.end()) pattern.literals.push_back(x.literal);
  return leaf(pattern, Primitive::Literal, index);
}

std::uint8_t append(OpPattern& pattern, Primitive primitive, std::initializer_list<Traced> arguments,
                    std::uint8_t index = 0) {
  OpPattern::Node node{primitive, index};
  for (const Traced& argument : arguments) node.of[node.arity++] = node_in(pattern, argument);
  return append(pattern, node);
}

OpPattern& pattern_of(std::initializer_list<Traced> some) {
  const auto found = std::ranges::find_if(some, [](const Traced& x) { return x.pattern; });
  assert(found != some.end() && "what is computed from literals alone is computed in double");
  return *found->pattern;
}

Traced compute(Primitive primitive, std::initializer_list<Traced> arguments, std::uint8_t index = 0) {
  OpPattern& pattern = pattern_of(arguments);
  return {&pattern, append(pattern, primitive, arguments, index)};
}

TracedMask compare(Primitive primitive, const Traced& a, const Traced& b) {
  OpPattern& pattern = pattern_of({a, b});
  return {&pattern, append(pattern, primitive, {a, b})};
}

Traced call(std::string_view name, std::initializer_list<Traced> arguments) {
  const auto found = std::ranges::find(library_functions, name, &LibraryFunction::name);
  return compute(Primitive::Call, arguments, static_cast<std::uint8_t>(found - library_functions));
}

// What rules are written in.

Traced operator+(Traced a, Traced b) { return compute(Primitive::Add, {a, b}); }
Traced operator-(Traced a, Traced b) { return compute(Primitive::Sub, {a, b}); }
Traced operator*(Traced a, Traced b) { return compute(Primitive::Mul, {a, b}); }
Traced operator/(Traced a, Traced b) { return compute(Primitive::Div, {a, b}); }
Traced operator-(Traced x) { return compute(Primitive::Neg, {x}); }
TracedMask operator<(Traced a, Traced b) { return compare(Primitive::Less, a, b); }
TracedMask operator<=(Traced a, Traced b) { return compare(Primitive::LessEqual, a, b); }
TracedMask operator>(Traced a, Traced b) { return compare(Primitive::Greater, a, b); }
TracedMask operator>=(Traced a, Traced b) { return compare(Primitive::GreaterEqual, a, b); }
TracedMask operator==(Traced a, Traced b) { return compare(Primitive::Equal, a, b); }
TracedMask operator!=(Traced a, Traced b) { return compare(Primitive::NotEqual, a, b); }
Traced sqrt(Traced x) { return compute(Primitive::Sqrt, {x}); }
Traced fabs(Traced x) { return compute(Primitive::Abs, {x}); }
Traced floor(Traced x) { return compute(Primitive::Floor, {x}); }
#define MG_UNARY(name) \
  Traced name(Traced x) { return call(#name, {x}); }
#define MG_BINARY(name) \
  Traced name(Traced a, Traced b) { return call(#name, {a, b}); }
MG_LIBRARY(MG_UNARY, MG_BINARY)
#undef MG_UNARY
#undef MG_BINARY

/// The nodes that `value` depends on, in the order in which they are read, from left to right. That in which they were
/// traced is up to the compiler, as is the order of arguments.
OpPattern in_order(const OpPattern& traced, std::uint8_t value) {
  constexpr std::uint8_t none = 0xff;
  OpPattern pattern;
  std::vector<std::uint8_t> became(traced.nodes.size(), none);
  const auto argument = [&](std::uint8_t of, std::size_t k) {
    const OpPattern::Node& node = traced.nodes[of];
    return k < node.arity ? std::optional(node.of[k]) : std::nullopt;
  };
  const auto is_done = [&](std::uint8_t node) { return became[node] != none; };
  PostOrder<std::uint8_t>().visit(value, argument, is_done, [&](std::uint8_t next) {
    OpPattern::Node node = traced.nodes[next];
    node.uses = 0;
    for (std::size_t k = 0; k < node.arity; ++k) node.of[k] = became[node.of[k]];
    if (node.primitive == Primitive::Literal)
      became[next] = node_in(pattern, Traced(traced.literals[node.index]));
    else
      became[next] = append(pattern, node);
  });
  for (const OpPattern::Node& node : pattern.nodes) {
    if (node.primitive == Primitive::Operand) pattern.uses[node.index] = node.uses;
    pattern.shares |= node.arity > 0 && node.uses > 1;
  }
  return pattern;
}

}  // namespace

template <> struct op::Arithmetic<Traced> {
  using Mask = TracedMask;
  static Traced choose(TracedMask condition, Traced a, Traced b) {
    const Traced as_argument{condition.pattern, condition.node};
    return compute(Primitive::Choose, {as_argument, a, b});
  }
  static Traced number(TracedMask condition) {
    return compute(Primitive::Number, {Traced{condition.pattern, condition.node}});
  }
  static TracedMask nonzero(Traced x) { return x != 0.0; }
  template <class O, class... Attribute> static Traced apply(Traced x, Attribute... attribute) {
    return O::eval(x, attribute...);
  }
};

OpPattern trace(Op op, double attribute) {
  return visit(op, [&]<class O>(O) {
    OpPattern pattern;
    std::array<Traced, 3> x{0.0, 0.0, 0.0};
    for (std::size_t k = 0; k < O::info.arity; ++k) x[k] = {&pattern, leaf(pattern, Primitive::Operand, k)};
    if constexpr (O::info.arity > 0) return in_order(pattern, node_in(pattern, eval_op<O>(x, attribute)));
    assert(!"a leaf has no rule");
    return pattern;
  });
}

bool OpPattern::is_of(std::uint8_t node, double literal) const {
  return nodes[node].primitive == Primitive::Literal && same_bits(literals[nodes[node].index], literal);
}

bool OpPattern::calls_library() const {
  return std::ranges::find(nodes, Primitive::Call, &Node::primitive) != nodes.end();
}

const OpPattern& OpPatterns::of(Op op, double attribute) {
  const auto bits = info(op).attribute ? std::bit_cast<std::uint64_t>(attribute) : 0;
  Last& last = last_[static_cast<std::size_t>(op)];
  if (last.pattern && last.attribute == bits) return *last.pattern;
  const auto [entry, is_new] = all_.try_emplace({op, bits});
  if (is_new) entry->second = trace(op, attribute);
  last = {bits, &entry->second};
  return entry->second;
}

}  // namespace mg
