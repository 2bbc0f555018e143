#include "mg/draw/facts/alarm.h"

#include <gtest/gtest.h>

#include "draw/levels.h"

namespace mg::draw {
namespace {

struct Row {
  const char* what;
  const char* graph;
  const char* alarm;  ///< what Drawing says
  const char* way;    ///< the nodes on it
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"all is well", "%0 = input 1\n%1 = sin %0\noutput \"y\" %1", "", ""},
      {"an input", "%0 = input nan \"x\"\n%1 = sin %0\noutput \"y\" %1", "NaN starts here at %0, x", "0 1"},
      {"a parameter", "%0 = parameter inf \"w\"\n%1 = neg %0\noutput \"y\" %1", "∞ starts here at %0, w", "0 1"},
      {"a constant", "%0 = constant -inf\n%1 = input 1\n%2 = mul %0 %1\noutput \"y\" %2", "−∞ starts here at %0",
       "0 2"},
      {"an operation", "%0 = input -1\nscope \"s\" {\n%1 = log %0\n%2 = sin %1\n}\noutput \"y\" %2",
       "NaN starts here at %1, s/%1", "1 2"},
      {"it need not arrive", "%0 = input 0\n%1 = pow %0 -1\n%2 = pow %1 -1\noutput \"y\" %2", "∞ starts here at %1",
       "1"},
      {"the first of two", "%0 = input -1\n%1 = log %0\n%2 = sqrt %0\n%3 = add %1 %2\noutput \"y\" %3",
       "NaN starts here at %1", "1 3"},
      {"what no output depends on does not count", "%0 = input -1\n%1 = log %0\n%2 = sin %0\noutput \"y\" %2", "", ""},
      {"a side that is not taken",
       "%0 = input 0\n%1 = constant 0\n%2 = pow %0 -1\n%3 = select %1 %2 %0\noutput \"y\" %3", "∞ starts here at %2",
       "2"},
      {"only in the gradient", "%0 = input 0 \"x\"\n%1 = sqrt %0\n%2 = sin %1\noutput \"y\" %2",
       "∞ in the gradient starts here at %1", "0 1"},
      {"in the gradient, onwards", "%0 = input 0 \"x\"\n%1 = neg %0\n%2 = sqrt %1\noutput \"y\" %2",
       "−∞ in the gradient starts here at %2", "0 1 2"},
      {"a sum of gradients",
       "%0 = input 0 \"x\"\n%1 = constant 1e308\n%2 = mul %0 %1\n%3 = mul %0 %1\n"
       "%4 = add %2 %3\noutput \"y\" %4",
       "∞ in the gradient starts here at %0, x", "0"},
      {"the first of two inputs", "%0 = input nan \"x\"\n%1 = input inf \"z\"\n%2 = add %0 %1\noutput \"y\" %2",
       "NaN starts here at %0, x", "0 2"},
      {"the first of two in the gradient, which comes from behind",
       "%0 = input 0 \"x\"\n%1 = input 0 \"z\"\n%2 = sqrt %0\n%3 = sqrt %1\n%4 = add %2 %3\noutput \"y\" %4",
       "∞ in the gradient starts here at %3", "1 3"},
  };
  return all;
}

TEST(Alarm, IsWhereItStarts) {
  for (const Row& row : rows()) {
    Graph graph = test::graph_of(row.graph);
    Options options = test::at(Detail::Full);
    options.not_finite = true;
    EXPECT_EQ(test::drawn(graph, options).alarm, row.alarm) << row.what;
    options.not_finite = false;
    EXPECT_EQ(test::drawn(graph, options).alarm, "") << row.what;
  }
}

TEST(Alarm, TheWayItTook) {
  for (const Row& row : rows()) {
    Graph graph = test::graph_of(row.graph);
    const NodeId root = graph.outputs().front().node;
    const std::vector<double> adjoints = test::adjoints_of(graph);
    const Flow flow(graph, graph.tape().values(), adjoints, root);
    const Alarm alarm = find_alarm(graph, full_outline(graph, false).roles, graph.tape().values(), adjoints, &flow);
    std::string way;
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (alarm.has({i})) way += (way.empty() ? "" : " ") + std::to_string(i);
    }
    EXPECT_EQ(way, row.way) << row.what;
  }
}

/// Whatever the level, and wherever the leaf or operation stands, a reader finds the place.
TEST(Alarm, IsMarkedAtEveryLevel) {
  for (const Row& row : rows()) {
    Graph graph = test::graph_of(row.graph);
    for (const DetailRow& level : details) {
      Options options = test::at(level.detail);
      options.not_finite = true;
      const std::string dot = test::drawn(graph, options).dot;
      EXPECT_EQ(test::count(dot, "starts here"), *row.alarm == '\0' ? 0u : 1u) << row.what << ", " << level.name;
    }
  }
}

TEST(Alarm, IsMarkedInGroupsAndAmongLeaves) {
  constexpr const char* net = R"(
{}
%4 = parameter 0.5 "u"
%5 = parameter 0.25 "v"
scope "layer" {{
scope "n0" {{
%6 = mul %2 %0
%7 = mul %3 %1
%8 = add %6 %7
}}
scope "n1" {{
%9 = mul %4 %0
%10 = mul %5 %1
%11 = add %9 %10
}}
}}
%12 = mul %8 %11
output "y" %12)";
  for (const char* leaves : {
           "%0 = input nan \"x0\"\n%1 = input 1 \"x1\"\n%2 = parameter 1 \"w0\"\n%3 = parameter 2 \"w1\"",
           "%0 = input 1 \"x0\"\n%1 = input 1 \"x1\"\n%2 = parameter 1 \"w0\"\n%3 = parameter nan \"w1\"",
       }) {
    Graph graph = test::graph_of(fmt::format(fmt::runtime(net), leaves));
    for (const DetailRow& level : details) {
      Options options = test::at(level.detail);
      options.not_finite = true;
      EXPECT_EQ(test::count(test::drawn(graph, options).dot, "starts here"), 1u) << leaves << ", " << level.name;
    }
  }
}

TEST(Alarm, StartsBeforeAPathThatIsDrawn) {
  Graph graph =
      test::graph_of("%0 = input -1 \"x\"\n%1 = log %0 \"l\"\n%2 = sin %1 \"s\"\n%3 = cos %2 \"c\"\noutput \"y\" %3");
  Options options = test::at(Detail::Full);
  options.not_finite = true;
  options.from = "s", options.to = "c";
  EXPECT_EQ(test::drawn(graph, options).alarm, "NaN starts here at %1, l");
}

TEST(Alarm, OnlyEdgesThatCarryItAreRed) {
  // The side that is not taken has nothing to do with it.
  Graph graph = test::graph_of(
      "%0 = input 0 \"x\"\n%1 = sin %0\n%2 = cos %0\n%3 = select %2 %1 %0\n%4 = sqrt %3\noutput \"y\" %4");
  Options options = test::at(Detail::Full);
  options.not_finite = true;
  const std::string dot = test::drawn(graph, options).dot;
  EXPECT_EQ(test::count(dot, "penwidth=2.4, tooltip"), 3u) << dot;
}

}  // namespace
}  // namespace mg::draw
