#include "mg/emit/pattern_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "mg/core/ops.h"
#include "mg/emit/literal.h"

namespace mg::emit {

namespace {

using Called = std::map<std::string, std::string>;

void append(std::string& text, const Text& operand, Binding least) {
  const bool is_bare = operand.binding >= least;
  if (!is_bare) text += '(';
  text += operand.text;
  if (!is_bare) text += ')';
}

Text literal_text(double number, const Dialect& dialect) {
  std::string literal = dialect.literal(number);
  const Binding binding = literal[0] == '-' ? Binding::Prefix : Binding::Call;
  return {.text = std::move(literal), .binding = binding};
}

/// What is written between two operands, and how tightly they must bind.
struct Operator {
  std::string_view sign;
  Primitive primitive;
  Binding binding, left, right;
};
constexpr Operator operators[] = {
    {" + ", Primitive::Add, Binding::Sum, Binding::Sum, Binding::Product},
    {" - ", Primitive::Sub, Binding::Sum, Binding::Sum, Binding::Product},
    {" * ", Primitive::Mul, Binding::Product, Binding::Product, Binding::Prefix},
    {" / ", Primitive::Div, Binding::Product, Binding::Product, Binding::Prefix},
    {" < ", Primitive::Less, Binding::Relation, Binding::Sum, Binding::Sum},
    {" <= ", Primitive::LessEqual, Binding::Relation, Binding::Sum, Binding::Sum},
    {" > ", Primitive::Greater, Binding::Relation, Binding::Sum, Binding::Sum},
    {" >= ", Primitive::GreaterEqual, Binding::Relation, Binding::Sum, Binding::Sum},
    {" == ", Primitive::Equal, Binding::Equality, Binding::Sum, Binding::Sum},
    {" != ", Primitive::NotEqual, Binding::Equality, Binding::Sum, Binding::Sum},
};

/// "double a, double b", of the first names.
std::string parameters(std::size_t count, std::string_view names, const Dialect& dialect) {
  std::string text;
  for (std::size_t k = 0; k < count; ++k) text += fmt::format("{}{}{}", k > 0 ? ", " : "", dialect.parameter, names[k]);
  return text;
}

/// A call, or one for each lane. Argument `k` is `argument(k)`.
template <class Argument>
Text call(std::string_view prefix, std::string_view name, std::size_t count, const Argument& argument,
          const Dialect& dialect, Called* called) {
  constexpr std::string_view letters = "abc";
  Text result;
  for (std::size_t k = 0; k < count; ++k) result.lanes |= argument(k).lanes;
  if (result.lanes) {
    const std::string of_one = fmt::format("op_{}", name);
    result.text = fmt::format("{}<{}>(", dialect.each_lane, of_one);
    std::string definition = fmt::format("{}{}({}) {{ return {}{}(", dialect.function, of_one,
                                         parameters(count, letters, dialect), prefix, name);
    for (std::size_t k = 0; k < count; ++k) definition += fmt::format("{}{}", k > 0 ? ", " : "", letters[k]);
    called->try_emplace(of_one, definition + "); }\n");
  } else {
    result.text += prefix;
    result.text += name;
    result.text += '(';
  }
  for (std::size_t k = 0; k < count; ++k) {
    if (k > 0) result.text += ", ";
    result.text += argument(k).text;
  }
  result.text += ')';
  return result;
}

/// The nodes of a pattern, one after the other.
class NodePrinter {
 public:
  NodePrinter(const OpPattern& pattern, std::span<const Text> operands, const Dialect& dialect, Called* called)
      : pattern_(pattern), operands_(operands), dialect_(dialect), called_(called) {}

  /// The value. What is used more than once gets a local, with a line in `locals`.
  Text print(std::string* locals = nullptr) {
    made_.reserve(pattern_.nodes.size());  // so that they stay where they are
    texts_.reserve(pattern_.nodes.size());
    for (const OpPattern::Node& node : pattern_.nodes) {
      if (node.primitive == Primitive::Operand) {
        texts_.push_back(&operands_[node.index]);
        continue;
      }
      made_.push_back(expression(node));
      texts_.push_back(&made_.back());
      if (node.arity == 0 || node.uses < 2) continue;
      assert(locals);
      const std::string name = fmt::format("t{}", named_++);
      *locals += fmt::format("  {}{} = {};\n", dialect_.number, name, made_.back().text);
      made_.back() = {.text = name};
    }
    if (pattern_.nodes.back().primitive == Primitive::Operand) return *texts_.back();
    return std::move(made_.back());
  }

 private:
  const Text& argument(const OpPattern::Node& node, std::size_t k) const { return *texts_[node.of[k]]; }

  Text expression(const OpPattern::Node& node) const {
    switch (node.primitive) {
      case Primitive::Operand:
        break;
      case Primitive::Literal:
        return literal_text(pattern_.literals[node.index], dialect_);
      case Primitive::Neg: {
        const Text& x = argument(node, 0);
        Text result{.text = "-", .binding = Binding::Prefix, .lanes = x.lanes};
        append(result.text, x, Binding::Call);
        return result;
      }
      case Primitive::Sqrt:
        return function(node, dialect_.standard, dialect_.sqrt);
      case Primitive::Abs:
        return function(node, dialect_.standard, dialect_.abs);
      case Primitive::Floor:
        return function(node, dialect_.standard, dialect_.floor);
      case Primitive::Call:
        return function(node, dialect_.library, library_functions[node.index].name);
      case Primitive::Number: {
        Text result = choice(argument(node, 0), literal_text(1.0, dialect_), literal_text(0.0, dialect_));
        result.condition = argument(node, 0).text;
        return result;
      }
      case Primitive::Choose:
        return choice(argument(node, 0), argument(node, 1), argument(node, 2));
      case Primitive::NotEqual:
        if (const Text& x = argument(node, 0); !x.condition.empty() && pattern_.is_of(node.of[1], 0.0)) {
          return {.text = x.condition, .binding = Binding::Equality, .lanes = x.lanes};
        }
        return between(node);
      case Primitive::Add:
      case Primitive::Sub:
      case Primitive::Mul:
      case Primitive::Div:
      case Primitive::Less:
      case Primitive::LessEqual:
      case Primitive::Greater:
      case Primitive::GreaterEqual:
      case Primitive::Equal:
        return between(node);
    }
    __builtin_unreachable();
  }

  Text between(const OpPattern::Node& node) const {
    const Operator& its = *std::ranges::find(operators, node.primitive, &Operator::primitive);
    const Text &a = argument(node, 0), &b = argument(node, 1);
    Text result{.text = {}, .binding = its.binding, .lanes = a.lanes || b.lanes};
    result.text.reserve(a.text.size() + b.text.size() + 8);
    append(result.text, a, its.left);
    result.text += its.sign;
    append(result.text, b, its.right);
    return result;
  }

  Text function(const OpPattern::Node& node, std::string_view prefix, std::string_view name) const {
    return call(
        prefix, name, node.arity, [&](std::size_t k) -> const Text& { return argument(node, k); }, dialect_, called_);
  }

  Text choice(const Text& condition, const Text& a, const Text& b) const {
    if (condition.lanes || a.lanes || b.lanes) {
      return {.text = fmt::format("{}({}, {}, {})", dialect_.choose_lanes, condition.text, a.text, b.text),
              .lanes = true};
    }
    Text result{.text = {}, .binding = Binding::Choice};
    append(result.text, condition, Binding::Equality);
    result.text += " ? ";
    append(result.text, a, Binding::Sum);
    result.text += " : ";
    append(result.text, b, Binding::Sum);
    return result;
  }

  const OpPattern& pattern_;
  const std::span<const Text> operands_;
  const Dialect& dialect_;
  Called* const called_;
  std::vector<Text> made_;
  std::vector<const Text*> texts_;  // of each node
  int named_ = 0;
};

}  // namespace

bool is_standard(Primitive primitive) {
  return primitive == Primitive::Sqrt || primitive == Primitive::Abs || primitive == Primitive::Floor;
}

std::string function_name(Op op, double attribute) {
  std::string name(info(op).name);
  if (!info(op).attribute) return name;
  name += '_';
  for (const char c : number_literal(attribute)) {
    const bool stays = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    name += stays ? c : c == '-' ? 'm' : 'p';
  }
  return name;
}

std::string function_text(Op op, double attribute, const OpPattern& pattern, const Dialect& dialect) {
  constexpr std::string_view names = "xyz";
  std::array<Text, 3> operands;
  for (std::size_t k = 0; k < operands.size(); ++k) operands[k].text = names[k];
  std::string locals;
  const Text value = NodePrinter(pattern, operands, dialect, nullptr).print(&locals);
  return fmt::format("{}{}{}({}) {{\n{}  return {};\n}}\n", dialect.function, dialect.own, function_name(op, attribute),
                     parameters(static_cast<std::size_t>(info(op).arity), names, dialect), locals, value.text);
}

Text OperationWriter::literal(double number) const { return literal_text(number, dialect_); }

std::string OperationWriter::condition(const Text& number) const {
  if (!number.condition.empty()) return number.condition;
  std::string text;
  append(text, number, Binding::Sum);
  return text + " != " + dialect_.literal(0.0);
}

Text OperationWriter::write(Op op, double attribute, std::span<const Text> operands) {
  const OpPattern& pattern = patterns_.of(op, attribute);
  const auto operand = [&](std::size_t k) -> const Text& { return operands[k]; };
  return pattern.shares ? call(dialect_.own, function_name(op, attribute), operands.size(), operand, dialect_, &called_)
                        : NodePrinter(pattern, operands, dialect_, &called_).print();
}

}  // namespace mg::emit
