// Names, scopes, guards, outputs, and the lists of leaves: kept in order, and dropped with their frame.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/graph.h"

namespace mg {
namespace {

/// The path of each node's scope, as in "mlp/layer0"; "" at the top.
std::vector<std::string> paths(const Graph& g) {
  std::vector<std::string> result;
  for (ScopeId scope : g.scope_of_nodes()) {
    std::string path;
    for (; scope != top_level; scope = g.scopes()[scope].parent) {
      path = std::string(g.text(g.scopes()[scope].name)) + (path.empty() ? "" : "/" + path);
    }
    result.push_back(path);
  }
  return result;
}

using Paths = std::vector<std::string>;

TEST(Scopes, NoneIsTheTop) {
  Graph g;
  EXPECT_EQ(paths(g), Paths{});
  g.constant(1.0);
  EXPECT_EQ(paths(g), Paths{""});
}

TEST(Scopes, Nest) {
  Graph g;
  g.constant(0.0);
  {
    auto outer = g.scope("outer");
    g.constant(1.0);
    {
      auto inner = g.scope("inner");
      g.constant(2.0);
      g.constant(3.0);
    }
    g.constant(4.0);
  }
  g.constant(5.0);
  EXPECT_EQ(paths(g), (Paths{"", "outer", "outer/inner", "outer/inner", "outer", ""}));
}

TEST(Scopes, StartAndEndTogether) {
  Graph g;
  {
    auto a = g.scope("a");
    auto b = g.scope("b");
    auto c = g.scope("c");
    g.constant(0.0);
  }
  {
    auto d = g.scope("d");
    g.constant(1.0);
  }
  EXPECT_EQ(paths(g), (Paths{"a/b/c", "d"}));
}

TEST(Scopes, EmptyOnesOwnNothing) {
  Graph g;
  { auto empty = g.scope("empty at the start"); }
  g.constant(0.0);
  {
    auto outer = g.scope("outer");
    { auto empty = g.scope("empty inside"); }
    g.constant(1.0);
    { auto empty = g.scope("empty at the end"); }
  }
  { auto empty = g.scope("empty between"); }
  {
    auto next = g.scope("next");
    auto empty = g.scope("empty, around nothing");
  }
  g.constant(2.0);
  EXPECT_EQ(paths(g), (Paths{"", "outer", ""}));
  EXPECT_EQ(g.scopes().size(), 7u);
}

TEST(Scopes, ReopenedAreSeparateRunsOfTheSameName) {
  Graph g;
  for (int i = 0; i < 3; ++i) {
    auto layer = g.scope("layer");
    g.constant(i);
  }
  EXPECT_EQ(paths(g), (Paths{"layer", "layer", "layer"}));
  const auto scopes = g.scope_of_nodes();
  EXPECT_EQ(scopes, (std::vector<ScopeId>{0, 1, 2}));
  EXPECT_EQ(g.scopes()[0].name, g.scopes()[2].name) << "the text is kept once";
}

TEST(Scopes, StillOpenOnesOwnTheNodesSoFar) {
  Graph g;
  auto outer = g.scope("outer");
  g.constant(0.0);
  auto inner = g.scope("inner");
  g.constant(1.0);
  EXPECT_EQ(paths(g), (Paths{"outer", "outer/inner"}));
}

TEST(Scopes, OfTheSameNameNest) {
  Graph g;
  auto outer = g.scope("block");
  g.constant(0.0);
  {
    auto inner = g.scope("block");
    g.constant(1.0);
  }
  g.constant(2.0);
  EXPECT_EQ(paths(g), (Paths{"block", "block/block", "block"}));
}

TEST(Scopes, ThousandsDeepAreLinear) {
  Graph g;
  for (int i = 0; i < 200'000; ++i) g.open_scope("s");
  g.constant(0.0);
  for (int i = 0; i < 200'000; ++i) g.close_scope();
  g.constant(1.0);
  EXPECT_EQ(g.scope_of_nodes(), (std::vector<ScopeId>{199'999, top_level}));
}

TEST(Names, OfLeavesAndOfNodesNamedLater) {
  Graph g;
  const Value x = g.input("x", 1.0), p = g.parameter("p", 2.0), c = g.constant(3.0);
  const Value y = x * p, z = y + c;
  g.name(z, "z");
  g.name(y, "y");
  EXPECT_EQ(g.name(x.id()), "x");
  EXPECT_EQ(g.name(p.id()), "p");
  EXPECT_EQ(g.name(c.id()), "");
  EXPECT_EQ(g.name(y.id()), "y");
  EXPECT_EQ(g.name(z.id()), "z");
}

TEST(Names, NamingAgainReplaces) {
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 1.0);
  g.name(x, "first");
  g.name(y, "other");
  g.name(x, "second");
  EXPECT_EQ(g.name(x.id()), "second");
  g.name(x, "third");
  EXPECT_EQ(g.name(x.id()), "third");
  EXPECT_EQ(g.name(y.id()), "other");
}

TEST(Names, TheLastOneCountsHoweverManyThereAre) {
  Graph g;
  std::vector<Value> nodes;
  for (int i = 0; i < 50; ++i) nodes.push_back(g.input("first", 1.0));
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = nodes.size(); i-- > 0;)
      g.name(nodes[i], std::to_string(i) + " in round " + std::to_string(round));
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    EXPECT_EQ(g.name(nodes[i].id()), std::to_string(i) + " in round 4");
  }
}

TEST(Names, MayRepeatAndHoldAnything) {
  Graph g;
  const std::string odd("a \"b\"\n\\ \xc3\xa9 \0 c", 14);
  const Value x = g.input(odd, 1.0), y = g.input(odd, 1.0);
  EXPECT_EQ(g.name(x.id()), odd);
  EXPECT_EQ(g.name(y.id()), odd);
}

TEST(Names, GivenInAFrameToAPersistentNodeStay) {
  Graph g;
  const Value x = g.input("x", 1.0);
  {
    auto frame = g.frame();
    const Value y = x + 1.0;
    g.name(y, "y");
    g.name(x, "renamed");
  }
  EXPECT_EQ(g.name(x.id()), "renamed");
  const Value constant = g.constant(0.0), z = g.constant(0.0);
  EXPECT_EQ(g.name(constant.id()), "");
  EXPECT_EQ(g.name(z.id()), "") << "not the name of the dropped node with this id";
}

TEST(Lists, InputsParametersAndOutputsKeepTheirOrder) {
  Graph g;
  const Value a = g.input("a", 1.0), p = g.parameter("p", 2.0), b = g.input("b", 3.0), q = g.parameter("q", 4.0);
  g.output("second", a * q);
  g.output("first", b * p);
  g.output("number", 7.0);
  g.output("second", a);
  EXPECT_EQ(std::vector(g.inputs().begin(), g.inputs().end()), (std::vector{a.id(), b.id()}));
  EXPECT_EQ(std::vector(g.parameters().begin(), g.parameters().end()), (std::vector{p.id(), q.id()}));
  ASSERT_EQ(g.outputs().size(), 4u);
  EXPECT_EQ(g.text(g.outputs()[0].name), "second");
  EXPECT_EQ(g.value(g.outputs()[0].node), 4.0);
  EXPECT_EQ(g.value(g.outputs()[1].node), 6.0);
  EXPECT_EQ(g.op(g.outputs()[2].node), Op::Constant);
  EXPECT_EQ(g.value(g.outputs()[2].node), 7.0);
  EXPECT_EQ(g.outputs()[3].node, a.id());
}

TEST(Frames, OutputsThatWentWithOneAreTheReasonWhyThereIsNone) {
  const auto message = [](const Graph& g) {
    try {
      g.require_output();
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("fine");
  };
  Graph g;
  const Value x = g.input("x", 1.0);
  EXPECT_EQ(message(g), "the graph has no output: g.output(\"y\", y) declares one");
  for (int step = 0; step < 2; ++step) {
    {
      auto frame = g.frame();
      g.output("loss", x * x);
      EXPECT_EQ(message(g), "fine");
    }
    EXPECT_EQ(message(g), step == 0 ? "the graph has no output: one was declared in a frame, and dropped with it"
                                    : "the graph has no output: 2 were declared in a frame, and dropped with it");
  }
  g.output("x", x);
  EXPECT_EQ(message(g), "fine");
}

TEST(Places, AreWrittenAsTheyHelp) {
  const struct {
    const char *file, *expected;
  } cases[] = {
      {"cost.h", "cost.h:7"},
      {"src/cost.h", "src/cost.h:7"},
      {"./src/cost.h", "src/cost.h:7"},
      {"../../src/cost.h", "src/cost.h:7"},
      {"/home/me/robot/src/arm/cost.h", "src/arm/cost.h:7"},
      {"/cost.h", "cost.h:7"},
      {"/src/cost.h", "cost.h:7"},
      {"/home/me/cost.h", "cost.h:7"},
      {"/home/me/robot/cost.h", "robot/cost.h:7"},
      {"/tmp/build-1a2b/../src/cost.h", "src/cost.h:7"},
      {"src//arm/./cost.h", "src/arm/cost.h:7"},
      {"a/../b/cost.h", "b/cost.h:7"},
      {"C:\\Users\\me\\robot\\src\\arm\\cost.h", "src/arm/cost.h:7"},
      {"C:\\Users\\me\\cost.h", "cost.h:7"},
      {"C:\\robot\\include\\arm\\cost.h", "arm/cost.h:7"},
      {"/usr/include/c++/12/bits/stl_algobase.h", "c++/12/bits/stl_algobase.h:7"},
      {"/usr/include/eigen3/Eigen/src/Core/MathFunctions.h", "eigen3/Eigen/src/Core/MathFunctions.h:7"},
      {"/opt/include/ceres/include/ceres/rotation.h", "ceres/rotation.h:7"},
      {"include/cost.h", "cost.h:7"},
      {"include", ":7"},
      {"", ":7"},
  };
  for (const auto& [file, expected] : cases) EXPECT_EQ(to_text({file, 7}), expected);
}

TEST(Places, OfAComparisonInALibraryAreTheLibrarysAndTheScopeTellsMore) {
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 2.0);
  for (const char* name : {"first", "second"}) {
    const auto scope = g.scope(name);
    EXPECT_EQ(std::max(x, y).data(), 2.0);
  }
  ASSERT_EQ(g.guards().size(), 2u);
  const std::string where(g.text(g.guards()[0].where));
  EXPECT_NE(where.find("/bits/stl_algobase.h:"), std::string::npos) << where;
  EXPECT_EQ(g.guards()[0].where, g.guards()[1].where);
  EXPECT_EQ(paths(g)[g.guards()[0].comparison.index], "first");
  EXPECT_EQ(paths(g)[g.guards()[1].comparison.index], "second");
}

TEST(Places, FollowEachOtherInAnyOrder) {
  Graph g;
  const Value x = g.input("x", 1.0);
  int lines[2] = {};
  for (int i = 0; i < 2; ++i) {
    lines[0] = __LINE__ + 1;
    EXPECT_TRUE(x < 2.0);
    lines[1] = __LINE__ + 1;
    EXPECT_FALSE(x < 1.0);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(g.text(g.guards()[i].where), "tests/core/annotations_test.cc:" + std::to_string(lines[i % 2])) << i;
  }
}

TEST(Frames, DropEverythingRecordedSince) {
  Graph g;
  auto outer = g.scope("outer");
  const Value x = g.input("x", 1.0), p = g.parameter("p", 2.0);
  g.output("x", x);
  EXPECT_TRUE(x < p);
  const std::uint32_t size = g.size();
  for (int step = 0; step < 3; ++step) {
    auto frame = g.frame();
    auto scope = g.scope("step");
    const Value y = g.input("y", 3.0), q = g.parameter("q", 4.0);
    const Value z = select(y, relu(x * y, 0.5), pow(q, 3.5));
    g.name(z, "z");
    g.output("z", z);
    EXPECT_TRUE(y < q);
    EXPECT_EQ(g.scopes().size(), 2u);
    EXPECT_EQ(g.guards().size(), 2u);
    EXPECT_EQ(g.outputs().size(), 2u);
    EXPECT_EQ(g.inputs().size(), 2u);
    EXPECT_EQ(g.parameters().size(), 2u);
    EXPECT_EQ(g.attribute(g.arguments(z.id())[1]), 0.5);
    EXPECT_EQ(g.attribute(g.arguments(z.id())[2]), 3.5);
  }
  EXPECT_EQ(g.size(), size);
  EXPECT_EQ(g.scopes().size(), 1u);
  EXPECT_EQ(g.guards().size(), 1u);
  EXPECT_EQ(g.outputs().size(), 1u);
  EXPECT_EQ(g.inputs().size(), 1u);
  EXPECT_EQ(g.parameters().size(), 1u);
  const Value later = g.constant(5.0);
  EXPECT_EQ(g.name(later.id()), "");
  EXPECT_EQ(paths(g), Paths(size + 1, "outer")) << "the scope around the frame is open again";
}

TEST(Frames, LeftByAnException) {
  Graph g;
  const Value x = g.input("x", 1.0);
  try {
    auto frame = g.frame();
    auto scope = g.scope("step");
    static_cast<void>(x + 1.0);
    throw 1;
  } catch (int) {
  }
  EXPECT_EQ(g.size(), 1u);
  EXPECT_TRUE(g.scopes().empty());
}

TEST(Frames, GradientsOfWhatIsKeptAreKept) {
  Graph g;
  const Value x = g.input("x", 3.0);
  {
    auto frame = g.frame();
    g.backward(x * x);
  }
  EXPECT_EQ(x.grad(), 6.0);
  {
    auto frame = g.frame();
    const Value fresh = x + x;
    EXPECT_EQ(fresh.grad(), 0.0) << "not the gradient of the dropped node with this id";
    g.backward(fresh);
  }
  EXPECT_EQ(x.grad(), 8.0);
}

TEST(Frames, LeavesStartWithoutTheGradientOfTheDroppedNodeWithTheirId) {
  Graph g;
  const Value x = g.input("x", 3.0);
  for (int step = 0; step < 3; ++step) {
    auto frame = g.frame();
    const Value c = g.constant(5.0);
    EXPECT_EQ(c.grad(), 0.0);
    g.backward(x * c);
    EXPECT_EQ(c.grad(), 3.0);
  }
}

TEST(Frames, CloseTheScopesLeftOpenInThem) {
  Graph g;
  {
    auto frame = g.frame();
    g.open_scope("left open");
    g.constant(0.0);
  }
  g.constant(1.0);
  EXPECT_EQ(paths(g), Paths{""});
  auto next = g.scope("next");
  EXPECT_EQ(g.scopes()[0].parent, top_level);
}

}  // namespace
}  // namespace mg
