#include "mg/draw/picture/dot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "mg/base/append_format.h"
#include "mg/draw/look/palette.h"
#include "mg/draw/look/text.h"
#include "mg/draw/picture/legend.h"

namespace mg::draw {
namespace {

// Beyond these, the layout takes few steps to a better one, and in the end straight lines; and groups are left out.
constexpr std::size_t most_boxes_for_patience = 100;
constexpr std::size_t most_edges_for_patience = 250;
constexpr std::size_t most_boxes_for_curves = 1000;
constexpr std::size_t most_edges_for_curves = 2500;
constexpr std::size_t most_boxes_for_clusters = 2000;

constexpr std::array<double, 6> width_of_step{0.8, 0.8, 1.0, 1.3, 1.8, 2.4};
constexpr std::size_t longest_tooltip_line = 400;

/// The clusters that hold boxes, in the order in which they are written: each right after what is inside of the one
/// before it. `boxes` are places in Picture::boxes.
struct ClusterBoxes {
  std::uint32_t cluster;
  std::vector<std::uint32_t> boxes;
};

std::vector<ClusterBoxes> clusters_in_order(const Picture& picture) {
  const std::size_t count = picture.clusters.size();
  std::vector<std::vector<std::uint32_t>> boxes(count);
  std::vector<std::vector<std::uint32_t>> children(count + 1);  // the last entry: outside of all
  for (std::uint32_t i = 0; i < picture.boxes.size(); ++i) {
    if (picture.boxes[i].cluster != no_cluster) boxes[picture.boxes[i].cluster].push_back(i);
  }
  std::vector<bool> holds_boxes(count);
  for (std::size_t c = count; c-- > 0;) {
    if (!boxes[c].empty()) holds_boxes[c] = true;
    const std::uint32_t parent = picture.clusters[c].parent;
    if (holds_boxes[c] && parent != no_cluster) holds_boxes[parent] = true;
  }
  for (std::size_t c = count; c-- > 0;) {
    const std::uint32_t parent = picture.clusters[c].parent;
    if (holds_boxes[c]) children[parent == no_cluster ? count : parent].push_back(static_cast<std::uint32_t>(c));
  }
  std::vector<ClusterBoxes> order;
  std::vector<std::uint32_t> waiting = children[count];
  while (!waiting.empty()) {
    const std::uint32_t cluster = waiting.back();
    waiting.pop_back();
    order.push_back({cluster, std::move(boxes[cluster])});
    waiting.insert(waiting.end(), children[cluster].begin(), children[cluster].end());
  }
  return order;
}

class DotWriter {
 public:
  DotWriter(const Picture& picture, Theme theme, Direction direction)
      : picture_(picture), theme_(theme), direction_(direction) {}

  std::string write(std::string_view title) {
    put("digraph \"{}\" {{\n", graph_name(title));
    defaults();
    const bool has_clusters = !picture_.clusters.empty() && picture_.boxes.size() <= most_boxes_for_clusters;
    for (const Box& item : picture_.boxes) {
      if (!has_clusters || item.cluster == no_cluster) box(item);
    }
    if (has_clusters) clusters();
    for (const Edge& item : picture_.edges) edge(item);
    put("  label=<{}>;\n}}\n", legend(picture_, theme_));
    return std::move(out_);
  }

 private:
  template <class... Arguments> void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    append_format(out_, format, std::forward<Arguments>(arguments)...);
  }
  std::string color(const Color& pair) const { return hex(pair, theme_); }

  /// How hard Graphviz is to try. Its search for the shortest edges can take seconds for a hundred boxes: it gets as
  /// many steps as there are boxes, times this.
  std::string_view effort() const {
    const std::size_t boxes = picture_.boxes.size(), edges = picture_.edges.size();
    if (boxes > most_boxes_for_curves || edges > most_edges_for_curves) {
      return ", splines=line, nslimit=2, nslimit1=2";
    }
    return boxes > most_boxes_for_patience || edges > most_edges_for_patience ? ", nslimit=4, nslimit1=4" : "";
  }

  void defaults() {
    constexpr std::string_view font = R"(fontname="Helvetica,Arial,sans-serif")";
    put(R"(  graph [rankdir={}, bgcolor="{}", {}, fontsize=10, fontcolor="{}", nodesep=0.14, ranksep=0.42, pad=0.3, )"
        R"(outputorder=edgesfirst, labelloc=b, labeljust=l, tooltip=" "{}];)"
        "\n",
        direction_ == Direction::LeftToRight ? "LR" : "TB", color(palette.background), font, color(palette.legend),
        effort());
    put("  node [shape=plain, {}, fontsize=11, fontcolor=\"{}\"];\n", font, color(palette.ink));
    put(R"(  edge [color="{}", {}, fontsize=9, fontcolor="{}", penwidth=1, arrowhead=normal, arrowsize=0.55];)"
        "\n",
        color(palette.edge), font, color(palette.dim));
  }

  void box(const Box& box) {
    put("  n{} [label=<{}>, tooltip=\"{}\", class=\"{}\"];\n", box.id, box.label, escape_quoted(box.tooltip),
        box.css_class);
  }

  void clusters() {
    std::vector<std::uint32_t> open;
    std::size_t number = 0;
    const auto close = [&] {
      put("  }}\n");
      open.pop_back();
    };
    for (const ClusterBoxes& cluster_boxes : clusters_in_order(picture_)) {
      const Cluster& cluster = picture_.clusters[cluster_boxes.cluster];
      while (!open.empty() && open.back() != cluster.parent) close();
      open_cluster(cluster, number++);
      open.push_back(cluster_boxes.cluster);
      for (const std::uint32_t i : cluster_boxes.boxes) box(picture_.boxes[i]);
    }
    while (!open.empty()) close();
  }

  void open_cluster(const Cluster& cluster, std::size_t number) {
    const std::size_t shade = std::min<std::size_t>(cluster.depth, palette.cluster_fill.size() - 1);
    put(R"(  subgraph cluster_{} {{ graph [label=<<B>{}</B>>, labelloc=t, labeljust=l, style="rounded,filled", )"
        R"(fillcolor="{}", color="{}", penwidth=0.8, margin=9, tooltip="{}", class="scope depth{}"];)"
        "\n",
        number, escape_html(shorten(cluster.name, 60)), color(palette.cluster_fill[shade]),
        color(palette.cluster_border), escape_quoted(shorten(cluster.path, longest_tooltip_line)), cluster.depth);
  }

  void edge(const Edge& edge) {
    const Box& from = picture_.boxes[edge.from];
    const Box& to = picture_.boxes[edge.to];
    const bool to_right = direction_ == Direction::LeftToRight;
    put("  n{}", from.id);
    // From top to bottom, the rows of a card are behind each other: edges end above the card and start below it.
    if (!from.tail.empty() && to_right) put(":{}", from.tail);
    put(":{} -> n{}", to_right ? 'e' : 's', to.id);
    if (!edge.port.empty() && (to_right || !edge.to_row)) put(":{}", edge.port);
    put(":{} [", to_right ? 'w' : 'n');
    if (edge.alarm) {
      put("color=\"{}\", penwidth=2.4, ", color(palette.edge_not_finite));
    } else if (edge.flow) {
      flow(*edge.flow, edge.cancels);
    } else if (edge.values > 0) {
      bundle(edge.values);
    }
    put("tooltip=\"{}\"];\n", escape_quoted(edge.tooltip));
  }

  /// The width of a bundle grows with its logarithm.
  void bundle(std::uint32_t values) {
    put("penwidth={:.2f}, ", std::min(1.0 + 0.6 * std::log2(values), 6.0));
    if (values > 1) put("weight=4, label=\"{} values\", ", values);
  }

  void flow(double flow, bool cancels) {
    if (std::isnan(flow)) {
      put("color=\"{}\", style=bold, ", color(palette.edge_not_finite));
      return;
    }
    const std::size_t step = picture_.scale.step(flow);
    const Ramp& ramp = flow < 0 ? palette.edge_negative : palette.edge_positive;
    put("penwidth={}, color=\"{}\", {}", width_of_step[step], color(ramp[step]),
        step == 0 && !cancels ? "style=dashed, " : "");
  }

  const Picture& picture_;
  const Theme theme_;
  const Direction direction_;
  std::string out_;
};

}  // namespace

std::string dot(const Picture& picture, std::string_view title, Theme theme, Direction direction) {
  return DotWriter(picture, theme, direction).write(title);
}

}  // namespace mg::draw
