#include "mg/draw/picture/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "mg/base/number.h"
#include "mg/core/ops.h"
#include "mg/draw/facts/group_facts.h"
#include "mg/draw/facts/leaves_facts.h"
#include "mg/draw/facts/node_facts.h"
#include "mg/draw/facts/unit_facts.h"
#include "mg/draw/look/text.h"
#include "mg/draw/structure/nodes_by.h"

namespace mg::draw {
namespace {

class Composer {
 public:
  Composer(const Scene& scene, const Plan& plan, const std::vector<Wire>& wires, const std::vector<bool>& kept,
           const Units* units, const Alarm& alarm, Theme theme, Direction direction)
      : scene_(scene),
        graph_(scene.graph()),
        plan_(plan),
        wires_(wires),
        kept_(kept),
        units_(units),
        alarm_(alarm),
        theme_(theme),
        direction_(direction),
        members_(nodes_by(plan.part_of, plan.parts.size())) {
    if (units) cone_inputs_.emplace(graph_, units->cones());
  }

  Picture make() && {
    picture_.clusters = scene_.clusters().all();
    find_scale();
    find_ways();
    std::vector<std::uint32_t> box_of(plan_.parts.size());
    for (std::uint32_t p = 0; p < plan_.parts.size(); ++p) {
      if (!kept_[p]) continue;
      box_of[p] = static_cast<std::uint32_t>(picture_.boxes.size());
      add_box(p);
    }
    for (const Wire& wire : wires_) {
      if (kept_[wire.from] && kept_[wire.to]) add_edge(wire, box_of[wire.from], box_of[wire.to]);
    }
    for (const Kind kind : {Kind::Input, Kind::Parameter, Kind::Constant, Kind::Operation, Kind::Output}) {
      if (kind_occurs_[static_cast<std::size_t>(kind)]) picture_.kinds.push_back(kind);
    }
    if (scene_.flow()) picture_.gradient_of = scene_.name_of_root();
    return std::move(picture_);
  }

 private:
  /// The largest gradient that is shown as a number.
  void find_scale() {
    if (!scene_.flow()) return;
    const auto include = [&](NodeId id) { picture_.scale.include(scene_.numbers().adjoints[id.index]); };
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      const std::uint32_t part = plan_.part_of[i];
      if (part == no_part || !kept_[part]) continue;
      const Look look = plan_.parts[part].look;
      const bool is_shown = look == Look::Node || look == Look::Leaves || is_root_of_unit({i}, look);
      if (is_shown) include({i});
      if (look != Look::Node && look != Look::Unit) continue;
      for (const NodeId argument : graph_.arguments({i})) {
        if (argument != no_node && plan_.roles[argument.index] == Role::Chip && graph_.op(argument) != Op::Constant) {
          include(argument);
        }
      }
    }
  }
  bool is_root_of_unit(NodeId id, Look look) const {
    return look == Look::Unit && (is_leaf(graph_.op(id)) || units_->cones().root[id.index] == id);
  }

  void add_box(std::uint32_t p) {
    const Part& part = plan_.parts[p];
    Box box{.id = part.id.index, .cluster = part.cluster, .css_class = {}, .label = {}, .tooltip = {}};
    switch (part.look) {
      case Look::Node:
        add_node(part, box);
        break;
      case Look::Unit: {
        const UnitCard card = unit_card(scene_, plan_, alarm_, *units_, part, *cone_inputs_);
        notice(card.kind);
        for (const UnitCard::Line& line : card.lines) notice(line.kind == Kind::Constant ? card.kind : line.kind);
        for (const UnitCard::Strip& strip : card.strips) notice(strip.kind);
        box.label = label(card, picture_.scale, theme_);
        box.css_class = is_leaf(graph_.op(part.id)) ? row(card.kind).css_class : "neuron";
        box.tooltip = scene_.describe(part.id) + size_of(p);
        if (!card.outs.empty() || card.out.value || card.out.gradient) box.tail = "out";
        break;
      }
      case Look::Group:
        notice(Kind::Operation);
        add_group(part, p, box);
        break;
      case Look::Leaves: {
        const LeavesCard card = leaves_card(scene_, alarm_, *units_, part);
        notice(card.kind);
        box.label = label(card, picture_.scale, theme_);
        box.css_class = row(card.kind).css_class;
        box.tooltip = card.title + size_of(p);
        break;
      }
    }
    picture_.boxes.push_back(std::move(box));
  }

  void add_node(const Part& part, Box& box) {
    const Card card = node_card(scene_, plan_, alarm_, part.id);
    notice(card.kind);
    for (const auto* side : {&card.before, &card.after}) {
      for (const Chip& chip : *side) notice(chip.kind);
    }
    box.css_class = row(card.kind).css_class;
    box.label = label(card, picture_.scale, theme_, direction_);
    box.tooltip = scene_.describe(part.id);
    for (const NodeId argument : graph_.arguments(part.id)) {
      if (argument != no_node && plan_.roles[argument.index] == Role::Chip) {
        box.tooltip += "\n\n" + scene_.describe(argument);
      }
    }
  }

  void add_group(const Part& part, std::uint32_t p, Box& box) {
    const GroupCard card = group_card(scene_, plan_, alarm_, *units_, part, members_[p], *cone_inputs_);
    for (const GroupCard::Fact& fact : card.facts) notice(fact.kind);
    box.label = label(card, picture_.scale, theme_);
    box.css_class = "group";
    box.tooltip = (part.scope == no_cluster ? card.title : scene_.clusters().all()[part.scope].path) + size_of(p);
  }

  std::string size_of(std::uint32_t part) const {
    std::vector<NodeId> chips;
    for (const NodeId id : members_[part]) {
      for (const NodeId argument : graph_.arguments(id)) {
        if (argument != no_node && plan_.roles[argument.index] == Role::Chip) chips.push_back(argument);
      }
    }
    std::ranges::sort(chips);
    chips.erase(std::unique(chips.begin(), chips.end()), chips.end());
    const std::size_t nodes = members_[part].size() + chips.size();
    return nodes > 1 ? fmt::format("\n{} nodes in this box", nodes) : "";
  }

  void add_edge(const Wire& wire, std::uint32_t from, std::uint32_t to) {
    const Part& source = plan_.parts[wire.from];
    const Part& target = plan_.parts[wire.to];
    Edge edge{.from = from, .to = to, .port = {}, .flow = {}, .tooltip = name_of(source) + " → " + name_of(target)};
    if (target.look == Look::Node) edge.port = port_of_operand(wire.port);
    if (target.look == Look::Unit && wire.port != Wire::no_port) {
      edge.port = fmt::format("p{}", wire.port);
      edge.to_row = true;
    }
    const bool is_bundle = source.look == Look::Group || source.look == Look::Leaves || target.look == Look::Group;
    if (is_bundle) {
      edge.values = wire.values;
      picture_.has_bundles = true;
    }
    if (wire.edges > 1) {
      edge.tooltip += fmt::format("\n{} value{} along {} edges", wire.values, wire.values == 1 ? "" : "s", wire.edges);
    }
    if (scene_.flow()) {
      if (!is_bundle) edge.flow = wire.flow;
      edge.cancels = wire.flow == 0.0 && wire.size_of_flow > 0.0;
      edge.tooltip += fmt::format("\ngradient flow {}", number_text(wire.flow));
    }
    edge.alarm = ways_.contains({wire.from, wire.to});
    picture_.edges.push_back(std::move(edge));
  }

  std::string name_of(const Part& part) const {
    return part.scope != no_cluster ? scene_.clusters().all()[part.scope].path : scene_.short_path(part.id);
  }

  /// The pairs of boxes between which what is not finite goes. In the gradient, it goes from users to arguments.
  void find_ways() {
    if (!alarm_.is_set()) return;
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      const std::uint32_t to = plan_.part_of[i];
      if (to == no_part || !alarm_.on_way[i]) continue;
      const auto arguments = graph_.arguments({i});
      const auto flows = alarm_.in_gradient ? scene_.flow()->into_arguments({i}) : std::array<double, 3>{};
      for (std::size_t k = 0; k < arguments.size(); ++k) {
        const NodeId argument = arguments[k];
        if (argument == no_node || !alarm_.on_way[argument.index]) continue;
        if (alarm_.in_gradient && std::isfinite(flows[k])) continue;
        const std::uint32_t from = plan_.part_of[argument.index];
        if (from != no_part && from != to) ways_.insert({from, to});
      }
    }
  }

  void notice(Kind kind) { kind_occurs_[static_cast<std::size_t>(kind)] = true; }

  const Scene& scene_;
  const Graph& graph_;
  const Plan& plan_;
  const std::vector<Wire>& wires_;
  const std::vector<bool>& kept_;
  const Units* const units_;
  const Alarm& alarm_;
  const Theme theme_;
  const Direction direction_;
  const Buckets<NodeId> members_;  // by part: not the leaves that stand in cards
  std::optional<ConeInputs> cone_inputs_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> ways_;
  std::array<bool, 5> kind_occurs_{};
  Picture picture_;
};

}  // namespace

Picture compose(const Scene& scene, const Plan& plan, const std::vector<Wire>& wires, const std::vector<bool>& kept,
                const Units* units, const Alarm& alarm, Theme theme, Direction direction) {
  return Composer(scene, plan, wires, kept, units, alarm, theme, direction).make();
}

}  // namespace mg::draw
