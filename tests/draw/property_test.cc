// Whatever the graph: at every level, what is drawn is all there, once, and connected as the graph is.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "draw/graphs.h"
#include "draw/odd_graphs.h"
#include "mg/core/error.h"
#include "mg/core/ops.h"

namespace mg::draw {
namespace {

/// Boxes, their ports, and edges, as they stand in DOT text.
struct Text {
  std::map<std::uint32_t, std::set<std::string>> ports;
  struct Edge {
    std::uint32_t from, to;
    std::string tail, head;
  };
  std::vector<Edge> edges;
};

Text read_dot(const std::string& dot) {
  static const std::regex box(R"(^ *n(\d+) \[label=<(.*)>, tooltip=)");
  static const std::regex edge(R"(^ *n(\d+)(:out)?:[es] -> n(\d+)(:p\d+|:[abc])?:[wn] \[)");
  static const std::regex port("PORT=\"([a-z0-9]+)\"");
  Text text;
  for (std::size_t begin = 0; begin < dot.size();) {
    const std::size_t end = dot.find('\n', begin);
    const std::string line = dot.substr(begin, end - begin);
    begin = end + 1;
    std::smatch found;
    if (line.find(" -> n") != std::string::npos && std::regex_search(line, found, edge)) {
      const auto name = [&](int k) { return found[k].matched ? found[k].str().substr(1) : ""; };
      text.edges.push_back({static_cast<std::uint32_t>(std::stoul(found[1])),
                            static_cast<std::uint32_t>(std::stoul(found[3])), name(2), name(4)});
    } else if (line.find("[label=<<TABLE") != std::string::npos && line.find(" n") != std::string::npos) {
      const std::size_t n = line.find('n');
      const auto id = static_cast<std::uint32_t>(std::stoul(line.substr(n + 1)));
      EXPECT_FALSE(text.ports.contains(id)) << "a box of its own: " << id;
      auto& ports = text.ports[id];
      for (std::sregex_iterator it(line.begin(), line.end(), port), none; it != none; ++it) ports.insert((*it)[1]);
    }
  }
  return text;
}

void expect_consistent(const Graph& graph, const Drawing& drawing, bool is_whole) {
  const Text text = read_dot(drawing.dot);
  EXPECT_EQ(text.ports.size(), drawing.boxes);
  EXPECT_EQ(text.edges.size(), drawing.edges);
  ASSERT_EQ(drawing.list.size(), drawing.boxes);
  for (const Text::Edge& edge : text.edges) {
    ASSERT_TRUE(text.ports.contains(edge.from) && text.ports.contains(edge.to));
    if (!edge.tail.empty()) {
      EXPECT_TRUE(text.ports.at(edge.from).contains(edge.tail)) << edge.from << ':' << edge.tail;
    }
    if (!edge.head.empty()) {
      EXPECT_TRUE(text.ports.at(edge.to).contains(edge.head)) << edge.to << ':' << edge.head;
    }
  }
  // Every operation is in one box, and so is every edge between two boxes.
  std::vector<std::uint32_t> box_of(graph.size(), no_node.index);
  std::size_t nodes = 0;
  for (const DrawnBox& box : drawing.list) {
    EXPECT_TRUE(text.ports.contains(box.id));
    for (const NodeId id : box.nodes) {
      if (is_leaf(graph.op(id)) && box.id != id.index) continue;  // it may stand in several
      EXPECT_EQ(box_of[id.index], no_node.index) << "%" << id.index << " is in two boxes";
      box_of[id.index] = box.id;
      ++nodes;
    }
  }
  EXPECT_GE(nodes, drawing.boxes > 0 ? 1u : 0u);
  std::set<std::pair<std::uint32_t, std::uint32_t>> drawn, wanted;
  for (const Text::Edge& edge : text.edges) drawn.insert({edge.from, edge.to});
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    for (const NodeId argument : graph.arguments({i})) {
      if (argument == no_node || is_leaf(graph.op(argument))) continue;
      const std::uint32_t from = box_of[argument.index], to = box_of[i];
      if (from != no_node.index && to != no_node.index && from != to) wanted.insert({from, to});
    }
  }
  for (const auto& pair : wanted) EXPECT_TRUE(drawn.contains(pair)) << pair.first << " -> " << pair.second;
  if (!is_whole) return;
  for (const Output& output : graph.outputs()) {
    EXPECT_TRUE(is_leaf(graph.op(output.node)) || box_of[output.node.index] != no_node.index);
  }
}

TEST(Property, EveryLevelHasAllNodesAndEdges) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Graph graph = test::odd_graph(seed);
    test::Random random(seed);
    std::vector<double> old(graph.tape().values().begin(), graph.tape().values().end());
    old[random.below(static_cast<std::uint32_t>(old.size()))] += 1.0;
    const NodeId root = graph.outputs().front().node;
    graph.backward(graph.at(root));
    std::vector<double> adjoints;
    for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints.push_back(graph.adjoint({i}));
    for (const DetailRow& row : details) {
      SCOPED_TRACE(row.name);
      Options options = test::at(row.detail, random.below(2) ? Theme::Light : Theme::Dark);
      options.direction = random.below(2) ? Direction::LeftToRight : Direction::TopToBottom;
      options.values = random.below(4) > 0;
      options.all = random.below(4) == 0;
      options.not_finite = random.below(2) > 0;
      options.list_boxes = true;
      std::optional<Gradient> gradient;
      if (random.below(4) > 0) gradient = Gradient{adjoints, root};
      std::optional<OtherRun> other;
      if (random.below(3) == 0) other = OtherRun{.values = old, .adjoints = adjoints};
      const auto drawing = [&] { return draw(graph, graph.tape().values(), gradient, options, other); };
      const Drawing whole = drawing();
      expect_consistent(graph, whole, true);
      if (whole.list.empty()) continue;
      // Open and close what there is to be opened and closed, and look at a part.
      for (int step = 0; step < 3; ++step) {
        const DrawnBox& box = whole.list[random.below(static_cast<std::uint32_t>(whole.list.size()))];
        if (!box.expand.empty()) options.expand.push_back(box.expand);
        if (!box.expand.empty() && box.expand[0] != '%' && random.below(2)) options.collapse.push_back(box.expand);
        expect_consistent(graph, drawing(), true);
      }
      options.focus_nodes = {NodeId{random.below(graph.size())}};
      options.radius = random.below(4);
      expect_consistent(graph, drawing(), false);
    }
  }
}

}  // namespace
}  // namespace mg::draw
