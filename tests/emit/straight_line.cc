#include "straight_line.h"

#include <charconv>
#include <limits>
#include <map>
#include <stdexcept>
#include <vector>

#include "mg/core/ops.h"

namespace mg::test {
namespace {

using Variables = std::map<std::string, double, std::less<>>;

/// Functions by the names that the code calls them by: those of the math library and those that a file defines are
/// ops, too.
std::map<std::string, Op, std::less<>> functions() {
  std::map<std::string, Op, std::less<>> functions;
  for (std::size_t i = 0; i < op_count; ++i) {
    const auto op = static_cast<Op>(i);
    if (is_leaf(op) || info(op).attribute) continue;
    for (const char* prefix : {"", "mg_", "std::"}) functions[prefix + std::string(info(op).name)] = op;
  }
  functions["std::fabs"] = Op::Abs;
  return functions;
}

/// An expression, by recursive descent: lines are short.
class Expression {
 public:
  Expression(std::string_view text, const Variables& variables, LineValues& line)
      : text_(text), variables_(variables), line_(line) {}

  double run() {
    const double value = choice();
    require(text_.empty());
    return value;
  }

 private:
  void require(bool holds) const {
    if (!holds) throw std::runtime_error("cannot read '" + std::string(text_) + "'");
  }

  bool eat(std::string_view token) {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }

  double part(double value) {
    line_.parts.push_back(value);
    return value;
  }
  double operation(double value) {
    line_.copies = false;
    return part(value);
  }

  double choice() {
    const double condition = comparison();
    if (!eat(" ? ")) return condition;
    const double yes = choice();
    require(eat(" : "));
    const double no = choice();
    return operation(condition != 0.0 ? yes : no);
  }

  double comparison() {
    const double a = sum();
    if (eat(" < ")) return operation(a < sum());
    if (eat(" <= ")) return operation(a <= sum());
    if (eat(" > ")) return operation(a > sum());
    if (eat(" == ")) return operation(a == sum());
    if (eat(" != ")) return operation(a != sum());
    return a;
  }

  double sum() {
    double value = product();
    while (true) {
      if (eat(" + "))
        value = operation(value + product());
      else if (eat(" - "))
        value = operation(value - product());
      else
        return value;
    }
  }

  double product() {
    double value = prefix();
    while (true) {
      if (eat(" * "))
        value = operation(value * prefix());
      else if (eat(" / "))
        value = operation(value / prefix());
      else
        return value;
    }
  }

  double prefix() {
    if (!eat("-")) return primary();
    if (text_.starts_with("HUGE_VAL") || (text_[0] >= '0' && text_[0] <= '9')) return part(-number());
    return operation(-prefix());
  }

  double primary() {
    if (eat("(")) {
      const double value = choice();
      require(eat(")"));
      return value;
    }
    if (eat("double(NAN)")) return part(std::numeric_limits<double>::quiet_NaN());
    if (text_.starts_with("HUGE_VAL") || (text_[0] >= '0' && text_[0] <= '9')) return part(number());
    const std::string_view name = text_.substr(0, text_.find_first_of(" )(,"));
    text_.remove_prefix(name.size());
    if (eat("(")) return call(name);
    const auto found = variables_.find(name);
    require(found != variables_.end());
    return part(found->second);
  }

  double number() {
    if (eat("HUGE_VAL")) return std::numeric_limits<double>::infinity();
    double value = 0.0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    require(error == std::errc{});
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return value;
  }

  double call(std::string_view name) {
    static const auto known = functions();
    std::array<double, 3> arguments{};
    std::size_t count = 0;
    do arguments.at(count++) = choice();
    while (eat(", "));
    require(eat(")"));
    const auto found = known.find(name);
    require(found != known.end());
    return operation(evaluate(found->second, arguments, 0.0));
  }

  std::string_view text_;
  const Variables& variables_;
  LineValues& line_;
};

}  // namespace

std::vector<LineValues> run_lines(std::span<const std::string> lines, std::span<const double> x,
                                  std::span<const double> p) {
  Variables variables;
  for (std::size_t i = 0; i < x.size(); ++i) variables["x[" + std::to_string(i) + "]"] = x[i];
  for (std::size_t i = 0; i < p.size(); ++i) variables["p[" + std::to_string(i) + "]"] = p[i];
  std::vector<LineValues> values;
  for (const std::string& text : lines) {
    LineValues& line = values.emplace_back();
    if (text.starts_with("//")) {  // another function: what is local is gone
      std::erase_if(variables, [](const auto& variable) { return variable.first[0] == 't'; });
      continue;
    }
    const std::size_t equals = text.find(" = ");
    if (equals == std::string::npos || !text.ends_with(";")) throw std::runtime_error("not a statement: " + text);
    const std::size_t begin = text.starts_with("double ") ? 7 : 0;
    line.target = text.substr(begin, equals - begin);
    const auto expression = std::string_view(text).substr(equals + 3, text.size() - equals - 4);
    line.value = Expression(expression, variables, line).run();
    variables[line.target] = line.value;
  }
  return values;
}

}  // namespace mg::test
