// What nodes are called by.

#include "mg/core/names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mg/base/error.h"

namespace mg {
namespace {

template <class Find> std::string result_of(Find&& find) {
  try {
    return id_text(find());
  } catch (const UsageError& error) {
    return error.what();
  }
}

struct Row {
  std::string name, result;
};

/// Two neurons in a layer, and outputs.
class NamesOf : public testing::Test {
 protected:
  void SetUp() override {
    x = g.input("x", 1.0);  // %0
    for (const char* neuron : {"n0", "n1"}) {
      const auto layer = g.scope("net");
      const auto scope = g.scope(std::string("layer0/") + neuron);
      const Value w = g.parameter("w", 2.0);  // %1, %3
      y = w * x;                              // %2, %4
    }
    {
      const auto scope = g.scope("a/b");
      g.parameter("c/d", 1.0);       // %5
      g.parameter("", 1.0);          // %6
      g.parameter("bell\x07", 1.0);  // %7
      g.parameter("x", 3.0);         // %8
      g.parameter("twice", 3.0);     // %9
      g.parameter("twice", 3.0);     // %10
    }
    g.output("loss", y);
    g.output("%4", x);
    g.output("net/layer0/n0/w", x);
  }

  Graph g;
  Value x, y;
};

TEST_F(NamesOf, Leaves) {
  const NodeFinder names = leaf_names(g);
  const std::vector<Row> rows{
      {"%0", "%0"},
      {"%5", "%5"},
      {"%2", "%2 is mul, not an input or parameter"},
      {"%11", "there is no node %11 (the last is %10)"},
      {"%99999999999",
       "no input or parameter is called \"%99999999999\" (known: \"x\", \"w\", \"c/d\", \"bell\", \"twice\")"},
      {"x", "%0"},  // all of a path, before the end of another
      {"b/x", "%8"},
      {"a/b/x", "%8"},
      {"net/layer0/n0/w", "%1"},
      {"n0/w", "%1"},
      {"layer0/n1/w", "%3"},
      {"1/w", "no input or parameter is called \"1/w\" (did you mean \"n1/w\"?)"},
      {"w", "several are called \"w\": net/layer0/n0/w (%1), net/layer0/n1/w (%3); name one by its path or its id"},
      {"d", "%5"},
      {"b/c/d", "%5"},
      {"a/b/c/d", "%5"},
      {"/a/b/c/d", "no input or parameter is called \"/a/b/c/d\" (did you mean \"a/b/c/d\"?)"},
      {"z/a/b/c/d", "no input or parameter is called \"z/a/b/c/d\" (did you mean \"a/b/c/d\"?)"},
      {"a/b/%6", "%6"},  // without a name
      {"b/%6", "%6"},
      {"b/%5",
       "no input or parameter is called \"b/%5\" (known: \"x\", \"net/layer0/n0/w\", \"net/layer0/n1/w\", \"a/b/c/d\", "
       "\"a/b/bell\", \"a/b/x\", \"a/b/twice\")"},
      {"bell\x07", "%7"},
      {"bell", "%7"},  // as it is shown
      {"a/b/twice", "several are called \"a/b/twice\": a/b/twice (%9), a/b/twice (%10); name one by its id"},
      {"wx", "no input or parameter is called \"wx\" (did you mean \"x\"?)"},
      {"X", "no input or parameter is called \"X\" (did you mean \"x\"?)"},
      {"N1/W", "no input or parameter is called \"N1/W\" (did you mean \"n1/w\"?)"},
      {"layr0/n1/w", "no input or parameter is called \"layr0/n1/w\" (did you mean \"layer0/n1/w\"?)"},
      {"", "no input or parameter is called \"\" (known: \"x\", \"w\", \"c/d\", \"bell\", \"twice\")"},
      {"b/", "no input or parameter is called \"b/\" (did you mean \"b/x\"?)"},
  };
  for (const auto& [name, result] : rows) {
    EXPECT_EQ(result_of([&, wanted = name] { return names.find(wanted); }), result) << name;
  }
}

TEST_F(NamesOf, Outputs) {
  const std::vector<Row> rows{
      {"", "%4"},
      {"loss", "%4"},
      {"%4", "%4"},  // the id, though another is called so
      {"%0", "%0"},
      {"x", "%0"},
      {"net/layer0/n1/%4", "%4"},
      {"net/layer0/n0/w", "%0"},
      {"n0/w", "%0"},
      {"net/layer0/n1/loss", "%4"},  // as pictures show it
      {"n1/loss", "%4"},
      {"n0/loss", "no output is called \"n0/loss\" (did you mean \"n1/loss\"?)"},
      {"%2", "%2 is mul, not an output"},
      {"los", "no output is called \"los\" (did you mean \"loss\"?)"},
  };
  for (const auto& [name, result] : rows) {
    const auto find = [&, wanted = name] { return g.outputs()[find_output(g, wanted)].node; };
    EXPECT_EQ(result_of(find), result) << name;
  }
}

TEST_F(NamesOf, LeavesAreShownAsShortAsTellsThemApart) {
  std::vector<std::string> expected{"x",        "layer0/n0/w", "layer0/n1/w", "c/d",      "",
                                    "bell\x07", "a/b/x",       "a/b/twice",   "a/b/twice"};
  EXPECT_EQ(shortest_paths(g, leaves_of(g)), expected);
  expected[4] = "%6", expected[7] = "%9", expected[8] = "%10";
  EXPECT_EQ(names_of_leaves(g), expected);
  const NodeFinder names = leaf_names(g);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(names.find(expected[i]), leaves_of(g)[i]) << expected[i];
}

TEST(NamesOfMany, ThatEndAlike) {
  Graph g;
  for (int i = 0; i < 20000; ++i) {
    const auto scope = g.scope("n" + std::to_string(i));
    g.input("w", 1.0);
  }
  const NodeFinder names = leaf_names(g);
  for (std::uint32_t i = 0; i < 20000; ++i) ASSERT_EQ(names.find("n" + std::to_string(i) + "/w").index, i);
  EXPECT_THROW(names.find("w"), UsageError);
}

TEST(NamesOfMany, ThatAreShownAlike) {
  Graph g;
  g.input("\xe4", 1.0);
  g.input("\xf6", 1.0);
  EXPECT_EQ(leaf_names(g).find("\xe4").index, 0u);
  EXPECT_EQ(leaf_names(g).find("\xf6").index, 1u);
  EXPECT_THROW(leaf_names(g).find("\xef\xbf\xbd"), UsageError);
}

TEST(NamesOfAnOutput, ComeBeforeThoseOfNodes) {
  Graph g;
  const Value x = g.input("x", 1.0), other = sin(x);
  g.name(other, "y");
  g.output("q", other);
  g.output("y", x);
  EXPECT_EQ(find_output(g, "y"), 1u);
  EXPECT_EQ(find_output(g, "q"), 0u);
}

TEST(NamesOfNothing, AreNotFound) {
  const Graph empty;
  EXPECT_EQ(result_of([&] { return leaf_names(empty).find("x"); }),
            "no input or parameter is called \"x\" (there are none)");
  EXPECT_EQ(result_of([&] { return leaf_names(empty).find("%0"); }), "there is no node %0 (there are none)");
}

}  // namespace
}  // namespace mg
