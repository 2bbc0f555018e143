#include "mg/emit/cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "mg/core/ops.h"
#include "mg/core/pattern.h"
#include "mg/emit/literal.h"

namespace mg::emit {

std::size_t table_entry_size(std::span<const std::uint32_t> table) { return std::ranges::max(table) < 65536 ? 2 : 4; }

Cost cost(const Program& program) {
  Cost cost;
  OpPatterns patterns;
  std::vector<bool> used(program.constants.size());
  for (const Function& function : program.functions) {
    cost.stack_bytes = std::max<std::uint64_t>(cost.stack_bytes, std::uint64_t{function.locals} * sizeof(double));
    std::vector<std::uint64_t> times{1};
    for (const Statement& statement : function.statements) {
      if (statement.does == Does::Loop) times.push_back(times.back() * function.loops[statement.target.index].count);
      if (statement.does == Does::End) times.pop_back();
      if (statement.does == Does::Loop || statement.does == Does::End) continue;
      const int arguments = statement.does == Does::Copy ? 1 : info(statement.op).arity;
      for (int k = 0; k < arguments; ++k) {
        if (statement.arguments[k].space == Space::Constant) used[statement.arguments[k].index] = true;
      }
      if (statement.does == Does::Copy) continue;
      cost.operations[static_cast<std::size_t>(statement.op)] += times.back();
      cost.total += times.back();
      if (patterns.of(statement.op, statement.attribute).calls_library()) cost.libm_calls += times.back();
    }
  }
  for (const auto& numbers : program.data) cost.constant_bytes += numbers.size() * sizeof(double);
  for (const auto& table : program.tables) cost.constant_bytes += table.size() * table_entry_size(table);
  cost.constant_bytes += static_cast<std::uint64_t>(std::ranges::count(used, true)) * sizeof(double);
  return cost;
}

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

std::string summary(const Cost& cost) {
  std::string kinds;
  for (const auto& [name, count] : by_kind(cost)) {
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, name);
  }
  return fmt::format("{}{}, {} into libm", counted(cost.total, "operation"), kinds.empty() ? "" : " (" + kinds + ")",
                     counted(cost.libm_calls, "call"));
}

}  // namespace mg::emit
