#include "mg/draw/facts/scene.h"

#include <fmt/format.h>

#include <algorithm>

#include "mg/base/number.h"
#include "mg/core/bits.h"
#include "mg/core/node_text.h"
#include "mg/core/ops.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_path = 200;
constexpr std::size_t most_outputs_named = 4;

std::string with_old(double number, std::span<const double> old, NodeId id) {
  if (old.empty() || same_number(old[id.index], number)) return number_text(number);
  return fmt::format("{} → {}", number_text(old[id.index]), number_text(number));
}

}  // namespace

Scene::Scene(const Graph& graph, const Clusters& clusters, const NodeNumbers& numbers)
    : graph_(graph), clusters_(clusters), numbers_(numbers), outputs_(graph.outputs().begin(), graph.outputs().end()) {
  std::ranges::stable_sort(outputs_, {}, &Output::node);
  if (!numbers.adjoints.empty()) flow_.emplace(graph, numbers.values, numbers.adjoints, numbers.root);
}

std::vector<std::string> Scene::outputs_of(NodeId id) const {
  std::vector<std::string> names;
  const std::span<const Output> all(std::ranges::lower_bound(outputs_, id, {}, &Output::node),
                                    std::ranges::upper_bound(outputs_, id, {}, &Output::node));
  for (const Output& output : all) {
    if (names.size() == most_outputs_named) {
      names.push_back(fmt::format("… {} more", all.size() - most_outputs_named));
      break;
    }
    names.push_back(clean(graph_.text(output.name)));
  }
  return names;
}

std::string Scene::leaf_name(NodeId id) const {
  std::string name = clean(graph_.name(id));
  if (!name.empty()) return name;
  return graph_.op(id) == Op::Constant ? "" : id_text(id);
}

std::string Scene::short_path(NodeId id) const { return shorten(clusters_.path(id), longest_path); }

std::string Scene::name_of_root() const {
  const std::vector<std::string> names = outputs_of(numbers_.root);
  return names.empty() ? clusters_.path(numbers_.root) : names.front();
}

Figures Scene::figures(NodeId id) const {
  Figures result;
  if (shows_value(id)) {
    result.value = numbers_.values[id.index];
    if (!numbers_.old_values.empty()) result.old_value = numbers_.old_values[id.index];
  }
  if (flow_) {
    result.gradient = numbers_.adjoints[id.index];
    if (!numbers_.old_adjoints.empty()) result.old_gradient = numbers_.old_adjoints[id.index];
  }
  return result;
}

Figures Scene::figures_of_chip(NodeId id) const {
  Figures result = figures(id);
  if (graph_.op(id) == Op::Constant) result.gradient.reset();
  return result;
}

std::string Scene::describe(NodeId id) const {
  const bool has_path = !graph_.name(id).empty() || clusters_.of(id) != no_cluster;
  std::string text = has_path ? short_path(id) + "\n" : "";
  append_node(text, graph_, id);
  if (shows_value(id)) {
    text += "\nvalue " + with_old(numbers_.values[id.index], numbers_.old_values, id);
  }
  if (flow_) text += "\ngradient " + with_old(numbers_.adjoints[id.index], numbers_.old_adjoints, id);
  for (const std::string& name : outputs_of(id)) text += "\noutput " + shorten(name, longest_path);
  return text;
}

Kind kind_of_leaf(Op op) {
  return op == Op::Input ? Kind::Input : op == Op::Parameter ? Kind::Parameter : Kind::Constant;
}

}  // namespace mg::draw
