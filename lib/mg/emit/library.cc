#include "mg/emit/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "mg/base/append_format.h"
#include "mg/core/ops.h"
#include "mg/emit/pattern_text.h"
#include "mg/program/operands.h"

namespace mg::emit {
const std::string_view library_comment =
    "// The math library, by names that compilers know nothing about: where they can work out an argument they would\n"
    "// otherwise put in a result of their own, which may differ from the library's in the last bit. clang looks "
    "behind\n"
    "// the names, and is told by MG_EXACT.\n";

bool is_binary(std::string_view function) {
  return std::ranges::find(library_functions, function, &LibraryFunction::name)->arity == 2;
}

void Library::add(const program::Program& program) {
  for (const program::Expr& expr : program.exprs) {
    if (expr.kind() == program::Expr::Apply) add(expr.op(), program.attribute(expr));
  }
  for_each_operand(program, [&](std::uint32_t, Id<program::Expr> leaf) {
    if (program.exprs[leaf].kind() == program::Expr::Number) add_number(program.number(leaf));
  });
  for (const program::Buffer& buffer : program.buffers) {
    if (buffer.role == program::Role::Data)
      std::ranges::for_each(program.data[buffer.data], [&](double number) { add_number(number); });
  }
}

void Library::add(Op op, double attribute) {
  if (!info(op).attribute && std::exchange(seen_[static_cast<std::size_t>(op)], true)) return;
  const OpPattern& pattern = patterns_.of(op, attribute);
  for (const double literal : pattern.literals) add_number(literal);
  for (const OpPattern::Node& node : pattern.nodes) {
    if (is_standard(node.primitive)) standard_.insert(node.primitive);
    if (node.primitive == Primitive::Call) functions_.insert(library_functions[node.index].name);
  }
  if (pattern.shares) {
    const std::string name = function_name(op, attribute);
    if (!helpers_.contains(name)) helpers_[name] = function_text(op, attribute, pattern, dialect_);
  }
}

void Library::add_number(double number) {
  if (!std::isfinite(number)) has_odd_numbers_ = true;
}

std::string Library::exact_macro() const {
  std::string text = "#if defined(__clang__)\n#define MG_EXACT __attribute__((no_builtin(";
  for (const std::string_view name : functions_) {
    append_format(text, "{}\"{}\"", name == *functions_.begin() ? "" : ", ", name);
  }
  return text + ")))\n#else\n#define MG_EXACT\n#endif\n";
}

}  // namespace mg::emit
