// What is true of every drawing, at every level, whatever it is of.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "draw/hostile.h"
#include "draw/levels.h"
#include "mg/core/ops.h"
#include "support/sanitizer.h"

namespace mg::draw {
namespace {

/// Expects DOT text to have each box once, and each edge between ports that there are.
void expect_sound(const Drawing& drawing) {
  std::map<std::string, std::string> label_of;
  std::vector<std::string> edges;
  std::istringstream lines(drawing.dot);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  n") || line.starts_with("  node")) continue;
    const std::size_t attributes = line.find(" [");
    const std::string head = line.substr(2, attributes - 2);
    if (head.find(" -> ") != std::string::npos) {
      edges.push_back(head);
    } else {
      EXPECT_TRUE(label_of.try_emplace(head, line).second) << "twice: " << head;
    }
  }
  EXPECT_EQ(label_of.size(), drawing.boxes);
  EXPECT_EQ(edges.size(), drawing.edges);
  const auto expect_end = [&](const std::string& end) {
    const std::size_t colon = end.find(':');
    const auto box = label_of.find(end.substr(0, colon));
    if (box == label_of.end()) {
      ADD_FAILURE() << "no box: " << end;
      return;
    }
    if (test::count(end, ":") < 2) return;
    const std::string port = end.substr(colon + 1, end.rfind(':') - colon - 1);
    EXPECT_EQ(test::count(box->second, "PORT=\"" + port + "\""), 1u) << end << "\n" << box->second;
  };
  for (const std::string& edge : edges) {
    const std::size_t arrow = edge.find(" -> ");
    expect_end(edge.substr(0, arrow));
    expect_end(edge.substr(arrow + 4));
  }
}

/// Expects the boxes to share nothing but leaves, and, where `is_whole`, to hold all that is drawn.
void expect_partition(const Graph& graph, const Drawing& drawing, bool is_whole) {
  ASSERT_EQ(drawing.list.size(), drawing.boxes);
  EXPECT_LE(drawing.boxes, drawing.nodes);
  std::map<NodeId, std::size_t> times;
  std::set<std::uint32_t> ids;
  for (const DrawnBox& box : drawing.list) {
    EXPECT_TRUE(ids.insert(box.id).second);
    EXPECT_NE(drawing.dot.find(fmt::format("\n  n{} [", box.id)), std::string::npos);
    ASSERT_FALSE(box.nodes.empty());
    EXPECT_TRUE(std::ranges::is_sorted(box.nodes));
    EXPECT_NE(std::ranges::find(box.nodes, NodeId{box.id}), box.nodes.end());
    for (const NodeId id : box.nodes) ++times[id];
  }
  for (const auto& [id, count] : times) {
    EXPECT_TRUE(count == 1 || is_leaf(graph.op(id))) << id.index;
  }
  EXPECT_TRUE(!is_whole || times.size() == drawing.nodes) << times.size() << " of " << drawing.nodes;
}

/// Expects an edge between two boxes wherever the graph has one between their operations.
void expect_edges(const Graph& graph, const Drawing& drawing) {
  std::vector<std::uint32_t> box_of(graph.size(), no_node.index);
  for (const DrawnBox& box : drawing.list) {
    for (const NodeId id : box.nodes) {
      if (!is_leaf(graph.op(id))) box_of[id.index] = box.id;
    }
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> wanted;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    for (const NodeId argument : graph.arguments({i})) {
      if (argument == no_node || box_of[argument.index] == box_of[i]) continue;
      if (box_of[argument.index] != no_node.index && box_of[i] != no_node.index) {
        wanted.insert({box_of[argument.index], box_of[i]});
      }
    }
  }
  static const std::regex edge(R"(\n  n(\d+)[^ \n]* -> n(\d+))");
  for (std::sregex_iterator it(drawing.dot.begin(), drawing.dot.end(), edge), end; it != end; ++it) {
    wanted.erase({static_cast<std::uint32_t>(std::stoul((*it)[1])), static_cast<std::uint32_t>(std::stoul((*it)[2]))});
  }
  for (const auto& [from, to] : wanted) ADD_FAILURE() << "no edge: " << from << " -> " << to;
}

std::vector<std::string> scopes_of(const Graph& graph) {
  std::vector<std::string> paths;
  const Clusters clusters(graph);
  for (const Cluster& cluster : clusters.all()) paths.push_back(cluster.path);
  return paths;
}

/// Opens one of the boxes, and looks at what is around it.
void open_a_box(const Graph& graph, const Drawing& drawing, Options options, test::Random& random) {
  if (drawing.list.empty()) return;
  const DrawnBox& box = drawing.list[random.below(static_cast<std::uint32_t>(drawing.list.size()))];
  if (box.expand.empty()) return;
  options.expand.push_back(box.expand);
  options.focus = {};
  options.focus_nodes = box.nodes;
  options.radius = 1;
  const Drawing inside = test::drawn_without_gradient(graph, options);
  EXPECT_GT(inside.boxes, 0u);
  expect_sound(inside);
  expect_partition(graph, inside, false);
  expect_edges(graph, inside);
}

/// Expects drawings of a graph to be sound: every `step`th of the ways to draw it.
void draw_in_ways(Graph& graph, std::uint64_t seed, std::uint64_t step) {
  const NodeId root = graph.outputs().front().node;
  const std::vector<double> adjoints = test::adjoints_of(graph);
  std::vector<double> others(graph.tape().values().begin(), graph.tape().values().end());
  std::ranges::reverse(others);
  test::Random random(seed);
  const std::vector<std::string> scopes = scopes_of(graph);
  for (std::uint64_t number = seed % step; number < 128; number += step) {
    Options options = test::options_number(number);
    const bool by_hand = number % 3 == 2;
    if (by_hand) test::choose_by_hand(options, scopes, graph, random);
    std::optional<Gradient> gradient;
    if (number % 5 != 4) gradient = Gradient{adjoints, root};
    std::optional<OtherRun> other;
    if (number % 7 == 6) other = OtherRun{others, others};
    const Drawing drawing = draw(graph, graph.tape().values(), gradient, options, other);
    expect_sound(drawing);
    expect_partition(graph, drawing, options.focus.empty());
    expect_edges(graph, drawing);
    open_a_box(graph, drawing, options, random);
    if (testing::Test::HasFailure()) {
      FAIL() << "seed " << seed << ", options " << number << ", " << name(options.detail);
    }
  }
}

void draw_graphs(std::uint64_t step) {
  for (std::uint64_t seed = 0; seed < 60 && !testing::Test::HasFailure(); ++seed) {
    Graph hostile = test::hostile_graph(seed);
    draw_in_ways(hostile, seed, step);
    Graph nets = test::odd_nets(seed);
    draw_in_ways(nets, seed, step);
  }
}

// A sample, in which each way comes up with other graphs: the ways repeat by 2, 3, 5 and 7.
TEST(EveryDrawing, IsSound) { draw_graphs(test::sanitized ? 67 : 17); }

TEST(LongEveryDrawing, IsSound) { draw_graphs(1); }

}  // namespace
}  // namespace mg::draw
