#include "mg/draw/facts/alarm.h"

#include <algorithm>
#include <cmath>

#include "mg/draw/look/text.h"
#include "mg/passes/not_finite.h"

namespace mg::draw {
namespace {

Alarm alarm_at(const Graph& graph, const Origin& origin, bool in_gradient) {
  if (!origin.is_found()) return {};
  Alarm alarm{.birth = origin.node,
              .in_gradient = in_gradient,
              .number = origin.number,
              .on_way = std::vector<bool>(graph.size())};
  alarm.on_way[origin.node.index] = true;
  return alarm;
}

/// All that came of it.
void follow_values(const Graph& graph, const std::vector<bool>& drawn, std::span<const double> values, Alarm& alarm) {
  for (std::uint32_t i = alarm.birth.index + 1; i < graph.size(); ++i) {
    if (!drawn[i] || std::isfinite(values[i])) continue;
    alarm.on_way[i] = std::ranges::any_of(
        graph.arguments({i}), [&](NodeId argument) { return argument != no_node && alarm.on_way[argument.index]; });
  }
}

void follow_gradient(const Graph& graph, const std::vector<bool>& drawn, std::span<const double> adjoints,
                     const Flow& flow, Alarm& alarm) {
  for (std::uint32_t i = alarm.birth.index + 1; i-- > 0;) {
    if (!drawn[i] || !alarm.on_way[i]) continue;
    const auto arguments = graph.arguments({i});
    const auto flows = flow.into_arguments({i});
    for (std::size_t k = 0; k < 3; ++k) {
      if (arguments[k] == no_node || std::isfinite(flows[k])) continue;
      if (!std::isfinite(adjoints[arguments[k].index])) alarm.on_way[arguments[k].index] = true;
    }
  }
}

}  // namespace

std::string Alarm::caption(std::string_view name) const {
  std::string text = short_number(number) + (in_gradient ? " in the gradient" : "") + " starts here";
  if (!name.empty()) text += ": " + std::string(name);
  return text;
}

Alarm find_alarm(const Graph& graph, const std::vector<Role>& roles, std::span<const double> values,
                 std::span<const double> adjoints, const Flow* flow) {
  std::vector<bool> drawn;
  drawn.reserve(roles.size());
  for (const Role role : roles) drawn.push_back(role != Role::Absent);
  Alarm alarm = alarm_at(graph, origin_in_values(drawn, values), false);
  if (alarm.is_set()) {
    follow_values(graph, drawn, values, alarm);
  } else if (flow) {
    alarm = alarm_at(graph, origin_in_gradient(graph, drawn, adjoints, *flow), true);
    if (alarm.is_set()) follow_gradient(graph, drawn, adjoints, *flow, alarm);
  }
  return alarm;
}

}  // namespace mg::draw
