#include "mg/draw/facts/unit_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "mg/core/node_text.h"
#include "mg/core/ops.h"
#include "mg/draw/cards/card_text.h"
#include "mg/draw/facts/formula.h"
#include "mg/draw/look/text.h"
#include "mg/draw/plan/unit_rows.h"
#include "mg/draw/structure/dead_neuron.h"

namespace mg::draw {
namespace {

class UnitFacts {
 public:
  UnitFacts(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
            ConeInputs& cone_inputs)
      : scene_(scene),
        graph_(scene.graph()),
        plan_(plan),
        alarm_(alarm),
        units_(units),
        part_(part),
        cone_inputs_(cone_inputs),
        unit_(part.units.front()),
        roots_(units.roots(unit_)),
        rows_(units.operations(unit_) > 0 ? unit_rows(graph_, units, plan, unit_, cone_inputs) : UnitRows{}) {}

  UnitCard make() && {
    const NodeId root = roots_.front();
    const bool is_of_leaves = is_leaf(graph_.op(root));
    card_.samples = static_cast<std::uint32_t>(roots_.size());
    card_.title = title();
    const bool is_output = !scene_.outputs_of(root).empty();
    card_.kind = is_of_leaves ? kind_of_leaf(graph_.op(root)) : is_output ? Kind::Output : Kind::Operation;
    if (!is_of_leaves) {
      Formula formula = draw::formula(graph_, units_, root);
      card_.formula = std::move(formula.text);
      names_ = std::move(formula.names);
      card_.dead = is_dead(graph_, scene_.numbers().values, units_, unit_);
      rows_.wide ? add_strips() : add_lines();
    }
    add_outs();
    add_alarm();
    return std::move(card_);
  }

 private:
  /// The name of the scope that it is all of, or of an output, or its own.
  std::string title() const {
    if (part_.scope != no_cluster) return scene_.clusters().all()[part_.scope].name;
    const auto outputs = scene_.outputs_of(roots_.front());
    if (!outputs.empty()) return outputs.front();
    std::string name = clean(graph_.name(roots_.front()));
    if (!name.empty() || units_.operations(unit_) > 0) return name;
    return graph_.op(roots_.front()) == Op::Constant ? "data" : scene_.leaf_name(roots_.front());
  }

  void add_lines() {
    for (const Row& row : rows_.rows) card_.lines.push_back(line(row));
  }

  UnitCard::Line line(const Row& row) const {
    UnitCard::Line line;
    line.has_port = row.has_port && !rows_.wide;
    if (row.parameter != no_node) {
      line.name = scene_.leaf_name(row.parameter);
      line.figures = scene_.figures(row.parameter);
      return line;
    }
    line.kind = Kind::Constant;
    line.name = name_of_operand(row.operand);
    if (roots_.size() > 1) return line;
    line.figures = scene_.figures(row.operand);
    line.figures.gradient.reset();
    const std::uint32_t unit = units_.of(row.operand);
    if (unit != no_unit && is_dead(graph_, scene_.numbers().values, units_, unit)) show_as_dead(line.figures);
    return line;
  }

  /// 0, not −0, which slope · z may be.
  static void show_as_dead(Figures& figures) {
    if (figures.value) figures.value = 0.0;
    if (figures.old_value == 0.0) figures.old_value = 0.0;
  }

  /// As in the formula, or else as it is called elsewhere.
  std::string name_of_operand(NodeId id) const {
    if (const auto name = names_.find(id); name != names_.end()) return name->second;
    std::string name = clean(graph_.name(id));
    if (!name.empty()) return name;
    const auto outputs = scene_.outputs_of(id);
    return outputs.empty() ? id_text(id) : outputs.front();
  }

  void add_strips() {
    std::vector<double> weights, gradients;
    std::vector<const Row*> others;
    bool has_weights = false;
    for (const Row& row : rows_.rows) {
      if (row.parameter == no_node) continue;
      has_weights = has_weights || row.operand != no_node;
      if (row.operand == no_node) others.push_back(&row);
    }
    const bool others_are_lines = others.size() <= most_others;
    for (const Row& row : rows_.rows) {
      const bool is_elsewhere = row.operand == no_node && others_are_lines && has_weights;
      if (row.parameter == no_node || is_elsewhere) continue;
      weights.push_back(scene_.numbers().values[row.parameter.index]);
      if (scene_.flow()) gradients.push_back(scene_.numbers().adjoints[row.parameter.index]);
    }
    card_.strips_have_port = true;
    if (weights.empty()) {
      add_operand_strip();
      return;
    }
    if (scene_.numbers().show_values) {
      card_.strips.push_back({fmt::format("w  ‖w‖ {}", short_number(norm(weights))), std::move(weights)});
    }
    if (!gradients.empty()) {
      card_.strips.push_back({fmt::format("∇w  ‖∇w‖ {}", short_number(norm(gradients))), std::move(gradients)});
    }
    if (others_are_lines) {
      for (const Row* row : others) card_.lines.push_back(line(*row));
    }
  }

  void add_operand_strip() {
    if (!scene_.numbers().show_values || roots_.size() > 1) return;
    std::vector<double> values;
    for (const Row& row : rows_.rows) values.push_back(scene_.numbers().values[row.operand.index]);
    card_.strips.push_back({fmt::format("{} values", values.size()), std::move(values), Kind::Operation});
  }

  void add_outs() {
    const NodeId root = roots_.front();
    if (roots_.size() > 1) {
      UnitCard::Strip values{"out", {}}, gradients{"∇ out", {}};
      if (is_leaf(graph_.op(root))) values.name = "value", gradients.name = "∇";
      const bool has_gradients = scene_.flow() && graph_.op(root) != Op::Constant;
      for (const NodeId id : roots_) {
        if (scene_.shows_value(id)) values.numbers.push_back(scene_.numbers().values[id.index]);
        if (has_gradients) gradients.numbers.push_back(scene_.numbers().adjoints[id.index]);
      }
      if (!values.numbers.empty()) card_.outs.push_back(std::move(values));
      if (!gradients.numbers.empty()) card_.outs.push_back(std::move(gradients));
      return;
    }
    card_.out = scene_.figures(root);
    if (card_.dead) show_as_dead(card_.out);
    const auto outputs = scene_.outputs_of(root);
    if (!outputs.empty() && outputs.front() != card_.title) {
      card_.out_name = outputs.front();
      return;
    }
    const NodeId before = graph_.arguments(root)[0];
    const bool has_before =
        units_.is_neuron(unit_) && info(graph_.op(root)).arity == 1 && units_.cones().root[before.index] == root;
    if (has_before && scene_.numbers().show_values) card_.before = scene_.numbers().values[before.index];
  }

  void add_alarm() {
    if (!alarm_.is_set()) return;
    const bool is_mine = units_.of(alarm_.birth) == unit_;
    if (!is_mine && !stands_in_card(alarm_.birth)) return;
    card_.kind = Kind::Output;
    card_.alarm = alarm_.caption(is_mine ? "" : clean(graph_.name(alarm_.birth)));
  }

  /// Whether a leaf without a box of its own is used by any of the cones.
  bool stands_in_card(NodeId leaf) {
    if (plan_.roles[leaf.index] != Role::Chip || units_.operations(unit_) == 0) return false;
    bool is_used = false;
    for (const NodeId root : roots_) {
      cone_inputs_.for_each(root, [&](NodeId, int, NodeId argument) { is_used = is_used || argument == leaf; });
    }
    return is_used;
  }

  const Scene& scene_;
  const Graph& graph_;
  const Plan& plan_;
  const Alarm& alarm_;
  const Units& units_;
  const Part& part_;
  ConeInputs& cone_inputs_;
  const std::uint32_t unit_;
  const std::span<const NodeId> roots_;
  const UnitRows rows_;
  std::map<NodeId, std::string> names_;
  UnitCard card_;
};

}  // namespace

UnitCard unit_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                   ConeInputs& cone_inputs) {
  return UnitFacts(scene, plan, alarm, units, part, cone_inputs).make();
}

}  // namespace mg::draw
