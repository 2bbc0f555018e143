#include "mg/emit/cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "mg/base/counted.h"
#include "mg/core/ops.h"
#include "mg/core/pattern.h"
#include "mg/program/operands.h"

namespace mg::emit {

std::size_t table_entry_size(std::span<const std::uint32_t> table) { return std::ranges::max(table) < 65536 ? 2 : 4; }

namespace {

/// Adds up what the statements of a program do.
class Counter {
 public:
  explicit Counter(const program::Program& program) : program_(program), first_(first_operations(program)) {}

  Cost run() {
    for (const program::Function& function : program_.functions) count(function);
    for (const program::Buffer& buffer : program_.buffers) {
      if (buffer.role == program::Role::Data) cost_.constant_bytes += buffer.length * sizeof(double);
    }
    for (std::uint32_t i = 0; i < program_.tables.size(); ++i) {
      cost_.constant_bytes += program_.tables[i].size() * table_entry_size(program_.tables[i]);
    }
    std::vector<bool> used(program_.numbers.size());
    for_each_operand(program_, [&](std::uint32_t, Id<program::Expr> leaf) {
      const program::Expr& expr = program_.exprs[leaf];
      if (expr.kind() == program::Expr::Number) used[expr.number()] = true;
    });
    cost_.constant_bytes += static_cast<std::uint64_t>(std::ranges::count(used, true)) * sizeof(double);
    return cost_;
  }

 private:
  struct Open {
    std::uint32_t end;  // statement
    std::uint64_t turns;
  };

  void count(const program::Function& function) {
    std::vector<Open> open{{function.end, 1}};
    std::uint64_t most = 0;  // operations of a statement
    for (std::uint32_t s = function.begin; s < function.end; ++s) {
      while (open.back().end == s) open.pop_back();
      const program::Statement& statement = program_.statements[s];
      if (statement.kind() == program::Statement::For) {
        open.push_back({statement.end(), open.back().turns * program_.loops[statement.loop()].count});
        continue;
      }
      most = std::max(most, count(s, open.back().turns));
    }
    cost_.stack_bytes = std::max<std::uint64_t>(cost_.stack_bytes, (function.locals + most) * sizeof(double));
  }

  /// The operations of a statement.
  std::uint64_t count(std::uint32_t s, std::uint64_t turns) {
    const program::Statement& statement = program_.statements[s];
    std::uint64_t operations = 0;
    const auto add = [&](Op op, double attribute) {
      ++operations;
      cost_.operations[static_cast<std::size_t>(op)] += turns;
      cost_.total += turns;
      if (patterns_.of(op, attribute).calls_library()) cost_.libm_calls += turns;
    };
    if (statement.kind() == program::Statement::Accumulate) add(statement.minus() ? Op::Sub : Op::Add, 0.0);
    if (program_.exprs[statement.value()].kind() != program::Expr::Apply) return operations;
    for (std::uint32_t i = first_[s]; i <= statement.value().index; ++i) {
      const program::Expr& expr = program_.exprs[{i}];
      if (expr.kind() == program::Expr::Apply) add(expr.op(), program_.attribute(expr));
    }
    return operations;
  }

  const program::Program& program_;
  const std::vector<std::uint32_t> first_;  // operation of each statement
  OpPatterns patterns_;
  Cost cost_;
};

}  // namespace

Cost cost(const program::Program& program) { return Counter(program).run(); }

std::vector<std::pair<std::string_view, std::uint64_t>> by_kind(const Cost& cost) {
  std::vector<std::pair<std::string_view, std::uint64_t>> kinds;
  for (std::size_t i = 0; i < op_count; ++i) {
    // Ops may share a name: pow has two.
    const std::string_view name = op_table[i].name;
    if (i > 0 && op_table[i - 1].name == name) continue;
    std::uint64_t count = 0;
    for (std::size_t k = i; k < op_count && op_table[k].name == name; ++k) count += cost.operations[k];
    if (count > 0) kinds.emplace_back(name, count);
  }
  return kinds;
}

std::string summary(const Cost& cost, Language language) {
  std::string kinds;
  for (const auto& [name, count] : by_kind(cost)) {
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, name);
  }
  return fmt::format("{}{}, {} into {}", counted(cost.total, "operation"), kinds.empty() ? "" : " (" + kinds + ")",
                     counted(cost.libm_calls, "call"), language == Language::Js ? "Math" : "libm");
}

}  // namespace mg::emit
