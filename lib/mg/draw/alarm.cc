#include "mg/draw/alarm.h"

#include <algorithm>
#include <cmath>

#include "mg/draw/text.h"

namespace mg::draw {
namespace {

/// The first value that is not finite, though all that it was computed from is; and all that came of it.
Alarm alarm_in_values(const Graph& graph, const std::vector<Role>& roles, std::span<const double> values) {
  Alarm alarm;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (roles[i] == Role::Absent || std::isfinite(values[i])) continue;
    if (!alarm.is_set()) {
      alarm.birth = {i};
      alarm.number = values[i];
      alarm.on_way.resize(graph.size());
      alarm.on_way[i] = true;
      continue;
    }
    alarm.on_way[i] = std::ranges::any_of(
        graph.arguments({i}), [&](NodeId argument) { return argument != no_node && alarm.on_way[argument.index]; });
  }
  return alarm;
}

/// The last node, from which the sweep comes, that hands out what is not finite, though what it got is.
Alarm alarm_in_gradient(const Graph& graph, const std::vector<Role>& roles, std::span<const double> adjoints,
                        const Flow& flow) {
  Alarm alarm;
  const auto set = [&](std::uint32_t i, double number) {
    if (alarm.is_set()) return;
    alarm = {.birth = {i}, .in_gradient = true, .number = number, .on_way = std::vector<bool>(graph.size())};
    alarm.on_way[i] = true;
  };
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (roles[i] == Role::Absent) continue;
    if (!std::isfinite(adjoints[i])) set(i, adjoints[i]);  // a sum of what was finite
    if (alarm.is_set() && !alarm.on_way[i]) continue;
    const auto arguments = graph.arguments({i});
    const auto flows = flow.into_arguments({i});
    for (std::size_t k = 0; k < 3; ++k) {
      if (arguments[k] == no_node || std::isfinite(flows[k])) continue;
      set(i, flows[k]);
      if (!std::isfinite(adjoints[arguments[k].index])) alarm.on_way[arguments[k].index] = true;
    }
  }
  return alarm;
}

}  // namespace

std::string Alarm::caption(std::string_view name) const {
  std::string text = short_number(number) + (in_gradient ? " in the gradient" : "") + " starts here";
  if (!name.empty()) text += ": " + std::string(name);
  return text;
}

Alarm find_alarm(const Graph& graph, const std::vector<Role>& roles, std::span<const double> values,
                 std::span<const double> adjoints, const Flow* flow) {
  Alarm alarm = alarm_in_values(graph, roles, values);
  if (!alarm.is_set() && flow) alarm = alarm_in_gradient(graph, roles, adjoints, *flow);
  return alarm;
}

}  // namespace mg::draw
