#include "mg/draw/facts/node_facts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "mg/core/ops.h"
#include "mg/draw/look/symbol.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

/// Ports for the operands that are boxes, chips for those that stand in the card.
void add_operands(const Scene& scene, const Plan& plan, const Alarm& alarm, NodeId id, Card& card) {
  const Graph& graph = scene.graph();
  const auto arguments = graph.arguments(id);
  const int arity = info(graph.op(id)).arity;
  constexpr std::array<std::string_view, 3> roles_of_select{"if", "then", "else"};
  for (int k = 0; k < arity; ++k) {
    const NodeId argument = arguments[k];
    const Role role = plan.roles[argument.index];
    if (role == Role::Box) card.ports.push_back(port_of_operand(k));
    if (role != Role::Chip) continue;
    // A binary operation stands between its operands, all others before them.
    auto& side = arity == 2 && k == 0 ? card.before : card.after;
    const bool is_birth = argument == alarm.birth;
    if (is_birth) card.alarm = alarm.caption(clean(graph.name(argument)));
    side.push_back({.kind = is_birth ? Kind::Output : kind_of_leaf(graph.op(argument)),
                    .name = scene.leaf_name(argument),
                    .role = arity == 3 ? roles_of_select[k] : "",
                    .figures = scene.figures_of_chip(argument)});
  }
}

}  // namespace

Card node_card(const Scene& scene, const Plan& plan, const Alarm& alarm, NodeId id) {
  const Graph& graph = scene.graph();
  const Op op = graph.op(id);
  const std::vector<std::string> output_names = scene.outputs_of(id);
  Card card;
  card.figures = scene.figures(id);
  if (is_leaf(op)) {
    card.kind = kind_of_leaf(op);
    card.symbol = scene.leaf_name(id);
    for (const std::string& name : output_names) card.captions.push_back("output " + name);
  } else {
    card.kind = output_names.empty() ? Kind::Operation : Kind::Output;
    card.symbol = symbol(op, graph.attribute(id));
    const std::string name = clean(graph.name(id));
    if (!name.empty() && std::ranges::find(output_names, name) == output_names.end()) card.captions.push_back(name);
    card.captions.insert(card.captions.end(), output_names.begin(), output_names.end());
    add_operands(scene, plan, alarm, id, card);
  }
  if (alarm.birth == id) {
    card.kind = Kind::Output;
    card.alarm = alarm.caption();
  }
  return card;
}

}  // namespace mg::draw
