#include "mg/draw/facts/group_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/draw/cards/card_text.h"
#include "mg/draw/facts/formula.h"
#include "mg/draw/look/symbol.h"
#include "mg/draw/look/text.h"
#include "mg/draw/structure/dead_neuron.h"

namespace mg::draw {
namespace {

constexpr std::size_t most_kinds_of_operations = 3;
constexpr std::size_t squares_a_row = 16;
constexpr std::size_t most_squares = 96;
constexpr std::size_t most_rows_and_columns = 48;
constexpr std::size_t most_outputs_named = 2;
constexpr std::size_t longest_output = 16;

class GroupFacts {
 public:
  GroupFacts(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
             std::span<const NodeId> members, ConeInputs& cone_inputs)
      : scene_(scene),
        graph_(scene.graph()),
        plan_(plan),
        alarm_(alarm),
        units_(units),
        part_(part),
        members_(members),
        cone_inputs_(cone_inputs) {}

  GroupCard make() && {
    look_at_members();
    add_title();
    add_neurons();
    add_parameters();
    add_operations();
    add_norms();
    add_names_of_outputs();
    add_outputs();
    add_matrix();
    add_alarm();
    return std::move(card_);
  }

 private:
  void look_at_members() {
    for (const NodeId id : members_) {
      const Op op = graph_.op(id);
      if (is_leaf(op)) continue;
      ++operations_[static_cast<std::size_t>(op)].count;
      operations_[static_cast<std::size_t>(op)].example = id;
      for (const NodeId argument : graph_.arguments(id)) {
        if (argument == no_node || plan_.part_of[argument.index] != no_part) continue;
        if (!leaves_.insert(argument.index).second) continue;
        if (graph_.op(argument) == Op::Parameter) parameters_.push_back(argument);
      }
    }
    std::ranges::sort(parameters_);
  }

  void add_title() {
    const std::size_t nodes = members_.size() + leaves_.size();
    card_.remark = fmt::format("{} nodes", nodes);
    if (part_.scope != no_cluster) {
      const auto clusters = scene_.clusters().all();
      card_.title = clusters[part_.scope].name;
      if (part_.scopes > 1) {
        card_.title += " … " + clusters[part_.last_scope].name;
        card_.remark = fmt::format("×{}, {}", part_.scopes, card_.remark);
      }
      return;
    }
    card_.title = formula(graph_, units_, units_.roots(part_.units.front()).front()).text;
    card_.remark = fmt::format("×{}, {}", part_.units.size(), card_.remark);
  }

  void add_neurons() {
    std::size_t neurons = 0, dead = 0, samples = 1;
    for (const std::uint32_t unit : part_.units) {
      if (units_.operations(unit) == 0 || !units_.is_neuron(unit)) continue;
      ++neurons;
      if (is_dead(graph_, scene_.numbers().values, units_, unit)) ++dead;
      samples = std::max(samples, units_.roots(unit).size());
    }
    if (neurons == 0) return;
    std::string text = fmt::format("{}", neurons);
    if (samples > 1) text += fmt::format(" ×{}", samples);
    fact("neurons", std::move(text));
    if (dead > 0) card_.facts.back().alarm = fmt::format("{} dead", dead);
  }

  void add_parameters() {
    if (parameters_.empty()) return;
    fact("parameters", fmt::format("{}", parameters_.size()));
    card_.facts.back().kind = Kind::Parameter;
  }

  void add_operations() {
    std::vector<OfOneKind> kinds;
    for (const OfOneKind& kind : operations_) {
      if (kind.count > 0) kinds.push_back(kind);
    }
    std::ranges::stable_sort(kinds, std::greater{}, &OfOneKind::count);
    std::string text;
    for (std::size_t i = 0; i < std::min(kinds.size(), most_kinds_of_operations); ++i) {
      const NodeId example = kinds[i].example;
      text += fmt::format("{}{} {}", i > 0 ? "  " : "", kinds[i].count,
                          symbol(graph_.op(example), graph_.attribute(example)));
    }
    if (kinds.size() > most_kinds_of_operations) text += "  …";
    fact("ops", std::move(text));
  }

  void add_norms() {
    if (parameters_.empty()) return;
    const NodeNumbers& numbers = scene_.numbers();
    const auto norm_of = [&](std::span<const double> of_nodes) {
      std::vector<double> of_parameters;
      for (const NodeId id : parameters_) of_parameters.push_back(of_nodes[id.index]);
      return norm(of_parameters);
    };
    const auto add = [&](std::string name, std::span<const double> now, std::span<const double> old) {
      std::string text = short_number(norm_of(now));
      if (!old.empty() && !same_number(norm_of(old), norm_of(now))) text = short_number(norm_of(old)) + " → " + text;
      fact(std::move(name), std::move(text));
    };
    if (numbers.show_values) add("‖w‖", numbers.values, numbers.old_values);
    if (scene_.flow()) add("‖∇w‖", numbers.adjoints, numbers.old_adjoints);
  }

  void add_names_of_outputs() {
    std::string text;
    std::size_t count = 0;
    for (const NodeId id : members_) {
      for (const std::string& name : scene_.outputs_of(id)) {
        if (++count <= most_outputs_named) text += (text.empty() ? "" : ", ") + shorten(name, longest_output);
      }
    }
    if (count == 0) return;
    if (count > most_outputs_named) text += fmt::format(" … {} more", count - most_outputs_named);
    fact("outputs", std::move(text));
    card_.facts.back().kind = Kind::Output;
  }

  /// The values that others see.
  void add_outputs() {
    std::vector<double> values, gradients;
    const std::uint32_t part = plan_.part_of[members_.front().index];
    for (const std::uint32_t unit : part_.units) {
      if (units_.operations(unit) == 0) continue;
      for (const NodeId root : units_.roots(unit)) {
        const auto users = units_.users().of(root);
        const bool is_seen = users.empty() || !scene_.outputs_of(root).empty() ||
                             std::ranges::any_of(users, [&](NodeId user) { return plan_.part_of[user.index] != part; });
        if (!is_seen) continue;
        values.push_back(scene_.numbers().values[root.index]);
        if (scene_.flow()) gradients.push_back(scene_.numbers().adjoints[root.index]);
      }
    }
    if (scene_.numbers().show_values) add_squares("output", values);
    add_squares("∇ output", gradients);
  }

  void add_squares(std::string name, const std::vector<double>& numbers) {
    if (numbers.empty()) return;
    std::vector<double> few = downsample(numbers, most_squares);
    const std::size_t columns = std::min(few.size(), squares_a_row);
    card_.squares.push_back({std::move(name), {std::move(few), columns}});
  }

  /// A row a neuron, where all have as many parameters; else all parameters in a strip.
  void add_matrix() {
    if (!scene_.flow() || parameters_.empty()) return;
    const auto gradient = [&](NodeId id) { return scene_.numbers().adjoints[id.index]; };
    Matrix matrix;
    std::size_t neurons = 0;
    bool is_ragged = false;
    for (const std::uint32_t unit : part_.units) {
      if (units_.operations(unit) == 0 || !units_.is_neuron(unit)) continue;
      const std::size_t before = matrix.numbers.size();
      cone_inputs_.for_each(units_.roots(unit).front(), [&](NodeId, int, NodeId argument) {
        if (graph_.op(argument) == Op::Parameter) matrix.numbers.push_back(gradient(argument));
      });
      const std::size_t columns = matrix.numbers.size() - before;
      is_ragged = is_ragged || (neurons > 0 && columns != matrix.columns);
      matrix.columns = columns;
      ++neurons;
    }
    if (neurons < 1 || is_ragged || matrix.columns == 0) {
      matrix.numbers.clear();
      for (const NodeId id : parameters_) matrix.numbers.push_back(gradient(id));
      matrix.columns = matrix.numbers.size();
    }
    card_.squares.push_back({"∇ params", downsample(matrix, most_rows_and_columns, most_rows_and_columns)});
  }

  void add_alarm() {
    if (!alarm_.is_set()) return;
    const bool is_mine = plan_.part_of[alarm_.birth.index] == plan_.part_of[members_.front().index];
    if (is_mine || leaves_.contains(alarm_.birth.index)) card_.alarm = alarm_.caption(scene_.short_path(alarm_.birth));
  }

  void fact(std::string name, std::string text) {
    card_.facts.push_back({.name = std::move(name), .text = std::move(text), .kind = Kind::Operation, .alarm = {}});
  }

  struct OfOneKind {
    std::size_t count = 0;
    NodeId example = no_node;
  };

  const Scene& scene_;
  const Graph& graph_;
  const Plan& plan_;
  const Alarm& alarm_;
  const Units& units_;
  const Part& part_;
  const std::span<const NodeId> members_;
  ConeInputs& cone_inputs_;
  std::array<OfOneKind, op_count> operations_{};
  std::unordered_set<std::uint32_t> leaves_;  // that stand in the cards
  std::vector<NodeId> parameters_;
  GroupCard card_;
};

}  // namespace

GroupCard group_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                     std::span<const NodeId> members, ConeInputs& cone_inputs) {
  return GroupFacts(scene, plan, alarm, units, part, members, cone_inputs).make();
}

}  // namespace mg::draw
