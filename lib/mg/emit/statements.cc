#include "mg/emit/statements.h"

#include <fmt/format.h>

#include <cassert>

#include "mg/core/ops.h"
#include "mg/emit/literal.h"

namespace mg::emit {
namespace {

constexpr std::size_t longest_nested = 80;  // characters
constexpr int most_nested = 12;             // operations in one statement

/// An expression, and what is needed to put it into another one.
struct Text {
  std::string text;
  Binding binding = Binding::Call;
  int operations = 0;
};

/// How the code of an op that is 1 or 0 ends, and how that of an op asks whether an operand is not 0: where the one
/// meets the other, both are left out.
constexpr std::string_view as_number = " ? 1.0 : 0.0";
constexpr std::string_view as_condition = " != 0.0";

/// Whether the code of an op names an operand more than once, so that it has to be a name itself.
bool repeats(std::string_view code, char operand) {
  const char reference[] = {'{', operand, '}', '\0'};
  const auto first = code.find(reference);
  return first != std::string_view::npos && code.find(reference, first + 1) != std::string_view::npos;
}

/// How tightly an operand must bind to stand at `position` in `code` without parentheses.
Binding required(const OpInfo& row, std::size_t position) {
  if (row.binding == Binding::Call) return Binding::Choice;  // an argument
  if (row.binding == Binding::Choice) return Binding::Sum;   // beside ? : and a comparison
  if (row.binding == Binding::Prefix) return Binding::Call;
  const int left = position == 0 ? 0 : 1;  // a - b - c, but a - (b - c)
  return static_cast<Binding>(static_cast<int>(row.binding) + left);
}

class Writer {
 public:
  Writer(const Program& program, const Function& function, int indent, const std::vector<bool>& outcomes)
      : program_(program),
        function_(function),
        margin_(static_cast<std::size_t>(indent), ' '),
        outcomes_(outcomes),
        locals_(function.locals),
        uses_(function.locals, 0) {
    for (const Statement& statement : function.statements) count_uses(statement);
  }

  std::string run() {
    for (const Statement& statement : function_.statements) {
      if (statement.copy)
        copy(statement);
      else
        compute(statement);
    }
    return std::move(out_);
  }

 private:
  /// An operand that the code repeats counts as used more than once.
  void count_uses(const Statement& statement) {
    const OpInfo row = code_row(statement.op, statement.attribute);
    for (int k = 0; k < (statement.copy ? 1 : row.arity); ++k) {
      const Operand& argument = statement.arguments[k];
      if (argument.space != Space::Local) continue;
      const bool again = !statement.copy && repeats(row.code, static_cast<char>('0' + k));
      uses_[argument.index] += again ? 2 : 1;
    }
  }

  void compute(const Statement& statement) {
    const OpInfo row = code_row(statement.op, statement.attribute);
    Text result{.text = {}, .binding = row.binding, .operations = 1};
    for (std::size_t i = 0; i < row.code.size(); ++i) {
      if (row.code[i] != '{') {
        result.text += row.code[i];
        continue;
      }
      const char what = row.code[i + 1];
      if (what == 'k') {
        result.text += number_literal(statement.attribute);
      } else {
        const Text operand = take(statement.arguments[static_cast<std::size_t>(what - '0')]);
        result.operations += operand.operations;
        if (row.code.substr(i + 3).starts_with(as_condition) && operand.text.ends_with(as_number)) {
          result.text += operand.text.substr(0, operand.text.size() - as_number.size());
          i += as_condition.size();
        } else {
          const bool bare = operand.binding >= required(row, i);
          result.text += bare ? operand.text : "(" + operand.text + ")";
        }
      }
      i += 2;
    }
    define(statement.target.index, std::move(result));
  }

  void copy(const Statement& statement) {
    Text value = take(statement.arguments[0]);
    const std::uint32_t index = statement.target.index;
    switch (statement.target.space) {
      case Space::Local:
        return define(index, std::move(value));
      case Space::Work:
        return line("work_[{}] = {};", index, value.text);
      case Space::Output:
        return line("y[{}] = {};", index, value.text);
      case Space::InputBar:
        return line("x_bar[{}] = {};", index, value.text);
      case Space::ParameterBar:
        return line("p_bar[{}] = {};", index, value.text);
      case Space::Held: {
        const bool bare = value.text.ends_with(as_number);
        const std::string condition =
            bare ? value.text.substr(0, value.text.size() - as_number.size()) : value.text + std::string(as_condition);
        return outcomes_[index] ? line("if (!({})) return false;", condition)
                                : line("if ({}) return false;", condition);
      }
      case Space::Constant:
      case Space::Input:
      case Space::Parameter:
      case Space::Seed:
        assert(!"not a place to write to");
    }
  }

  /// Keeps the text of a local for its only use, or gives it a name.
  void define(std::uint32_t local, Text value) {
    const bool fits = value.text.size() <= longest_nested && value.operations <= most_nested;
    if (uses_[local] == 1 && fits) {
      locals_[local] = std::move(value);
      return;
    }
    const std::string name = fmt::format("t{}", named_++);
    // Not const: clang would try to work out each from those before it, and takes exponential time over `? :`.
    line("double {} = {};", name, value.text);
    locals_[local] = {.text = name};
  }

  Text take(const Operand& operand) {
    switch (operand.space) {
      case Space::Constant: {
        std::string literal = number_literal(program_.constants[operand.index]);
        const Binding binding = literal[0] == '-' ? Binding::Prefix : Binding::Call;
        return {.text = std::move(literal), .binding = binding};
      }
      case Space::Local:
        return uses_[operand.index] == 1 ? std::move(locals_[operand.index]) : locals_[operand.index];
      case Space::Work:
        return {.text = fmt::format("work_[{}]", operand.index)};
      case Space::Input:
        return {.text = fmt::format("x[{}]", operand.index)};
      case Space::Parameter:
        return {.text = fmt::format("p[{}]", operand.index)};
      case Space::Seed:
        return {.text = fmt::format("y_bar[{}]", operand.index)};
      case Space::Output:
      case Space::InputBar:
      case Space::ParameterBar:
      case Space::Held:
        assert(!"not a place to read from");
    }
    return {};
  }

  template <class... Arguments> void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_ += margin_;
    fmt::format_to(std::back_inserter(out_), format, std::forward<Arguments>(arguments)...);
    out_ += '\n';
  }

  const Program& program_;
  const Function& function_;
  std::string margin_;
  const std::vector<bool>& outcomes_;
  std::vector<Text> locals_;
  std::vector<std::uint32_t> uses_;
  std::uint32_t named_ = 0;
  std::string out_;
};

}  // namespace

std::string statements(const Program& program, const Function& function, int indent,
                       const std::vector<bool>& outcomes) {
  return Writer(program, function, indent, outcomes).run();
}

}  // namespace mg::emit
