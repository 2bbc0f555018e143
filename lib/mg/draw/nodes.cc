#include "mg/draw/nodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mg/core/ops.h"
#include "mg/draw/flow.h"
#include "mg/draw/symbol.h"
#include "mg/draw/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_tooltip_text = 200;

Kind kind_of_leaf(Op op) {
  return op == Op::Input ? Kind::Input : op == Op::Parameter ? Kind::Parameter : Kind::Constant;
}

/// The outputs by node; a node may be several.
class OutputNames {
 public:
  explicit OutputNames(const Graph& graph) : graph_(graph), outputs_(graph.outputs().begin(), graph.outputs().end()) {
    std::ranges::stable_sort(outputs_, {}, &Output::node);
  }
  std::vector<std::string> of(NodeId id) const {
    std::vector<std::string> names;
    for (const Output& output : std::ranges::equal_range(outputs_, id, {}, &Output::node)) {
      names.push_back(clean(graph_.text(output.name)));
    }
    return names;
  }

 private:
  const Graph& graph_;
  std::vector<Output> outputs_;
};

class NodePicture {
 public:
  NodePicture(const Graph& graph, const Outline& outline, const Clusters& clusters, const Numbers& numbers, Theme theme,
              Direction direction)
      : graph_(graph),
        roles_(outline.roles),
        clusters_(clusters),
        numbers_(numbers),
        theme_(theme),
        direction_(direction),
        outputs_(graph) {
    picture_.clusters = clusters.all();
    picture_.boxes.reserve(outline.boxes);
    picture_.edges.reserve(outline.edges);
    if (!numbers.adjoints.empty()) flow_.emplace(graph, numbers.values, numbers.adjoints, numbers.root);
  }

  Picture make() && {
    find_scale();
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (roles_[i] != Role::Box) continue;
      add_box({i});
      add_edges({i});
    }
    for (const Kind kind : {Kind::Input, Kind::Parameter, Kind::Constant, Kind::Operation, Kind::Output}) {
      if (kind_occurs_[static_cast<std::size_t>(kind)]) picture_.kinds.push_back(kind);
    }
    if (flow_) picture_.gradient_of = name_of_root();
    return std::move(picture_);
  }

 private:
  bool shows_gradient(NodeId id) const {
    // That of a constant in a chip is of no use to anyone.
    return flow_ && !(roles_[id.index] == Role::Chip && graph_.op(id) == Op::Constant);
  }

  void find_scale() {
    if (!flow_) return;
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (roles_[i] != Role::Absent && shows_gradient({i})) picture_.scale.include(numbers_.adjoints[i]);
    }
  }

  Figures figures(NodeId id) const {
    Figures result;
    // A constant is its value.
    if (numbers_.show_values || graph_.op(id) == Op::Constant) result.value = numbers_.values[id.index];
    if (shows_gradient(id)) result.gradient = numbers_.adjoints[id.index];
    return result;
  }

  /// A leaf is shown by its name; a constant may do without, its value is enough.
  std::string leaf_name(NodeId id) const {
    std::string name = clean(graph_.name(id));
    if (!name.empty()) return name;
    return graph_.op(id) == Op::Constant ? "" : fmt::format("%{}", id.index);
  }

  void add_box(NodeId id) {
    const Op op = graph_.op(id);
    const std::vector<std::string> output_names = outputs_.of(id);
    Card card;
    card.figures = figures(id);
    std::string tooltip = describe(id);
    for (const std::string& name : output_names) tooltip += "\noutput " + shorten(name, longest_tooltip_text);
    if (is_leaf(op)) {
      card.kind = kind_of_leaf(op);
      card.symbol = leaf_name(id);
      for (const std::string& name : output_names) card.captions.push_back("output " + name);
    } else {
      card.kind = output_names.empty() ? Kind::Operation : Kind::Output;
      card.symbol = symbol(op, graph_.attribute(id));
      const std::string name = clean(graph_.name(id));
      if (!name.empty() && std::ranges::find(output_names, name) == output_names.end()) card.captions.push_back(name);
      card.captions.insert(card.captions.end(), output_names.begin(), output_names.end());
      add_operands(id, card, tooltip);
    }
    notice(card.kind);
    picture_.boxes.push_back({.id = id.index,
                              .cluster = clusters_.of(id),
                              .css_class = row(card.kind).css_class,
                              .label = label(card, picture_.scale, theme_, direction_),
                              .tooltip = std::move(tooltip)});
  }

  /// Ports for the operands that are boxes, chips for those that are not.
  void add_operands(NodeId id, Card& card, std::string& tooltip) {
    const auto arguments = graph_.arguments(id);
    const int arity = info(graph_.op(id)).arity;
    constexpr std::array<std::string_view, 3> roles_of_select{"if", "then", "else"};
    for (int k = 0; k < arity; ++k) {
      const NodeId argument = arguments[k];
      if (roles_[argument.index] == Role::Box) {
        card.ports.push_back(port(k));
        continue;
      }
      const Kind kind = kind_of_leaf(graph_.op(argument));
      notice(kind);
      // A binary operation stands between its operands, all others before them.
      auto& side = arity == 2 && k == 0 ? card.before : card.after;
      side.push_back({.kind = kind,
                      .name = leaf_name(argument),
                      .role = arity == 3 ? roles_of_select[k] : "",
                      .figures = figures(argument)});
      tooltip += "\n\n" + describe(argument);
    }
  }

  void add_edges(NodeId consumer) {
    const auto arguments = graph_.arguments(consumer);
    const std::array<double, 3> flow = flow_ ? flow_->into_arguments(consumer) : std::array<double, 3>{};
    for (int k = 0; k < 3; ++k) {
      if (arguments[k] == no_node || roles_[arguments[k].index] != Role::Box) continue;
      Edge edge{.from = arguments[k].index, .to = consumer.index, .port = port(k), .flow = {}, .tooltip = {}};
      edge.tooltip = fmt::format("{} → {}", short_path(arguments[k]), short_path(consumer));
      if (flow_) {
        edge.flow = flow[k];
        edge.tooltip += fmt::format("\ngradient flow {}", exact_number(flow[k]));
      }
      picture_.edges.push_back(std::move(edge));
    }
  }

  static char port(int operand) { return static_cast<char>('a' + operand); }

  std::string short_path(NodeId id) const { return shorten(clusters_.path(id), longest_tooltip_text); }

  /// The node in full: its path, its line in a `.graph` file, and its numbers.
  std::string describe(NodeId id) const {
    const Op op = graph_.op(id);
    const bool has_path = !graph_.name(id).empty() || clusters_.of(id) != no_cluster;
    std::string text = has_path ? short_path(id) + "\n" : "";
    text += fmt::format("%{} = {}", id.index, info(op).name);
    for (const NodeId argument : graph_.arguments(id)) {
      if (argument != no_node) text += fmt::format(" %{}", argument.index);
    }
    if (info(op).attribute) text += " " + exact_number(graph_.attribute(id));
    if (numbers_.show_values || op == Op::Constant) text += "\nvalue " + exact_number(numbers_.values[id.index]);
    if (flow_) text += "\ngradient " + exact_number(numbers_.adjoints[id.index]);
    return text;
  }

  std::string name_of_root() const {
    const std::vector<std::string> names = outputs_.of(numbers_.root);
    return names.empty() ? clusters_.path(numbers_.root) : names.front();
  }

  void notice(Kind kind) { kind_occurs_[static_cast<std::size_t>(kind)] = true; }

  const Graph& graph_;
  const std::vector<Role>& roles_;
  const Clusters& clusters_;
  const Numbers& numbers_;
  const Theme theme_;
  const Direction direction_;
  const OutputNames outputs_;
  std::optional<Flow> flow_;
  std::array<bool, 5> kind_occurs_{};
  Picture picture_;
};

}  // namespace

Picture picture_of_nodes(const Graph& graph, const Outline& outline, const Clusters& clusters, const Numbers& numbers,
                         Theme theme, Direction direction) {
  return NodePicture(graph, outline, clusters, numbers, theme, direction).make();
}

}  // namespace mg::draw
