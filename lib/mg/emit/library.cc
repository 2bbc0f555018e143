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
namespace {

/// Where a function can be declared under another name than its own, which takes no header.
constexpr std::string_view has_names = "defined(__GNUC__) && defined(__ELF__)";

bool is_binary(std::string_view function) {
  return std::ranges::find(library_functions, function, &LibraryFunction::name)->arity == 2;
}

}  // namespace

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
    uses_cmath_ |= is_standard(node.primitive);
    if (node.primitive == Primitive::Call) functions_.insert(library_functions[node.index].name);
  }
  if (pattern.shares) {
    const std::string name = function_name(op, attribute);
    if (!helpers_.contains(name)) helpers_[name] = function_text(op, attribute, pattern, cplusplus);
  }
}

void Library::add_number(double number) {
  if (!std::isfinite(number)) uses_cmath_ = true;  // HUGE_VAL, NAN
}

std::string Library::includes() const {
  if (uses_cmath_) return "#include <cmath>\n\n";
  if (functions_.empty()) return {};
  return fmt::format("#if !({})\n#include <cmath>\n#endif\n\n", has_names);
}

std::string Library::declarations() const {
  std::string text =
      "// The math library, by names that compilers know nothing about: where they can work out an argument they "
      "would\n"
      "// otherwise put in a result of their own, which may differ from the library's in the last bit. clang looks "
      "behind\n"
      "// the names, and is told by MG_EXACT.\n";
  append_format(text, "#if {}\n", has_names);
  for (const std::string_view name : functions_) {
    append_format(text, "extern \"C\" double mg_{0}({1}) __asm__(\"{0}\") __attribute__((const, nothrow));\n", name,
                  is_binary(name) ? "double, double" : "double");
  }
  text += "#else\n";
  for (const std::string_view name : functions_) {
    if (is_binary(name))
      append_format(text, "inline double mg_{0}(double a, double b) {{ return std::{0}(a, b); }}\n", name);
    else
      append_format(text, "inline double mg_{0}(double x) {{ return std::{0}(x); }}\n", name);
  }
  text += "#endif\n#if defined(__clang__)\n#define MG_EXACT __attribute__((no_builtin(";
  for (const std::string_view name : functions_) {
    append_format(text, "{}\"{}\"", name == *functions_.begin() ? "" : ", ", name);
  }
  return text + ")))\n#else\n#define MG_EXACT\n#endif\n\n";
}

}  // namespace mg::emit
