#include "mg/draw/plan/unit_rows.h"

#include <algorithm>
#include <set>

namespace mg::draw {

UnitRows unit_rows(const Graph& graph, const Units& units, const Plan& plan, std::uint32_t unit,
                   ConeInputs& cone_inputs) {
  UnitRows result;
  std::vector<Row>& rows = result.rows;
  const auto is_parameter = [&](NodeId id) { return graph.op(id) == Op::Parameter; };
  NodeId last_user = no_node;
  const auto row_for = [&](NodeId user, NodeId argument) {
    // A weight and what it weighs are one line.
    const auto arguments = graph.arguments(user);
    const bool is_weight = graph.op(user) == Op::Mul && is_parameter(arguments[0]) != is_parameter(arguments[1]);
    if (is_weight && user == last_user) return rows.size() - 1;
    last_user = user;
    if (!is_weight) {
      // Looked for among the few that may be shown.
      const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), most_rows + 1));
      const auto same = std::find_if(rows.begin(), end, [&](const Row& row) {
        return is_parameter(argument) ? row.parameter == argument && row.operand == no_node
                                      : row.operand == argument && row.parameter == no_node;
      });
      if (same != end) return static_cast<std::size_t>(same - rows.begin());
    }
    rows.emplace_back();
    return rows.size() - 1;
  };
  cone_inputs.for_each(units.roots(unit).front(), [&](NodeId user, int, NodeId argument) {
    const bool is_box = plan.roles[argument.index] == Role::Box;
    const bool is_shown = is_box || (plan.roles[argument.index] == Role::Chip && graph.op(argument) != Op::Constant);
    if (!is_shown) {
      result.row_of_input.push_back(UnitRows::no_row);
      return;
    }
    const std::size_t row = row_for(user, argument);
    (is_parameter(argument) ? rows[row].parameter : rows[row].operand) = argument;
    if (is_box) rows[row].has_port = true;
    result.row_of_input.push_back(static_cast<std::uint32_t>(row));
  });
  // Several samples are a strip, too: they come along one line.
  std::set<std::uint32_t> sampled;
  for (const Row& row : rows) {
    const std::uint32_t from = row.operand == no_node ? no_unit : units.of(row.operand);
    if (from == no_unit || units.roots(from).size() < 2 || row.parameter != no_node) continue;
    if (!sampled.insert(from).second) result.wide = true;
  }
  const auto others = static_cast<std::size_t>(std::ranges::count(rows, no_node, &Row::operand));
  if (rows.size() - std::min(others, most_others) > most_weights) result.wide = true;
  return result;
}

}  // namespace mg::draw
