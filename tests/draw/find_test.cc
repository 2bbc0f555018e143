#include "mg/draw/find.h"

#include <gtest/gtest.h>

#include "draw/levels.h"
#include "mg/base/error.h"

namespace mg::draw {
namespace {

constexpr const char* net = R"(
%0 = input 1 "x"
%1 = parameter 2 "w"
scope "net" {
  scope "a" {
    %2 = mul %1 %0 "n"
    %3 = sin %2
  }
  scope "b" {
    %4 = mul %1 %3 "n"
    %5 = cos %4 "r/s"
    %6 = exp %5 "\xff"
    %7 = sin %6 "again"
    %8 = sin %7 "again"
  }
}
scope "other" {
  scope "b" {
    %9 = sin %8
  }
}
output "y" %9
output "w" %9
output "a" %7
output "twice" %3
output "twice" %3
output "two" %9
output "two" %3)";

template <class Find> std::string result_of(Find&& find) {
  try {
    std::string text;
    for (const NodeId id : find()) text += (text.empty() ? "" : " ") + std::to_string(id.index);
    return text;
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(Find, Nodes) {
  const Graph graph = test::graph_of(net);
  const Clusters clusters(graph);
  const std::vector<std::pair<const char*, const char*>> rows{
      {"%0", "0"},
      {"%9", "9"},
      {"%10", "there is no node %10 (the last is %9)"},
      {"%",
       "no node or scope is called \"%\" (known: \"net\", \"net/a\", \"net/b\", \"other\", \"other/b\", "
       "\"y\", \"a\", \"twice\", ...)"},
      {"x", "0"},
      {"y", "9"},
      {"w", "several are called \"w\": w (%1), other/b/%9; name one by its path or its id"},
      {"twice", "3"},
      {"two", "several are called \"two\": net/a/%3, other/b/%9; name one by its path or its id"},
      {"net/a/n", "2"},
      {"a/n", "2"},
      {"net/b/n", "4"},
      {"n", "several are called \"n\": net/a/n (%2), net/b/n (%4); name one by its path or its id"},
      {"net/b/r/s", "5"},
      {"r/s", "5"},
      {"s", "5"},
      {"net/a/%3", "3"},  // as boxes are titled that have no name
      {"net/a/%5", "no node or scope is called \"net/a/%5\" (did you mean \"net/a/n\"?)"},
      {"other/b/y", "9"},  // as an output is shown
      {"a/twice", "3"},
      {"net/b/a", "7"},
      {"net/a/two", "3"},
      {"net/b/y", "no node or scope is called \"net/b/y\" (did you mean \"net/b/n\"?)"},
      {"\xff", "6"},
      {"again", "several are called \"again\": net/b/again (%7), net/b/again (%8); name one by its id"},
      {"net", "2 3 4 5 6 7 8"},
      {"net/a", "2 3"},
      {"a", "7"},  // an output, all of whose path it is
      {"other", "9"},
      {"b", "several are called \"b\": net/b, other/b; name one by its path"},
      {"net/", "no node or scope is called \"net/\" (did you mean \"net\"?)"},
      {"othr", "no node or scope is called \"othr\" (did you mean \"other\"?)"},
      {"B", "no node or scope is called \"B\" (did you mean \"b\"?)"},  // the end of a path
      {"net/B", "no node or scope is called \"net/B\" (did you mean \"net/b\"?)"},
      {"A/N", "no node or scope is called \"A/N\" (did you mean \"a/n\"?)"},
      {"agian", "no node or scope is called \"agian\" (did you mean \"again\"?)"},
      {"nothing",
       "no node or scope is called \"nothing\" (known: \"net\", \"net/a\", \"net/b\", \"other\", \"other/b\", "
       "\"y\", \"a\", \"twice\", ...)"},
  };
  for (const auto& [name, expected] : rows) {
    const auto find = [&, wanted = name] { return find_nodes(graph, clusters, wanted); };
    EXPECT_EQ(result_of(find), expected) << name;
  }
}

TEST(Find, AScopeByItsOwnName) {
  const Graph graph = test::graph_of("scope \"out\" {\nscope \"in\" {\n%0 = input 1\n}\n}\noutput \"y\" %0");
  EXPECT_EQ(result_of([&] { return find_nodes(graph, Clusters(graph), "in"); }), "0");
}

TEST(Find, Scopes) {
  const Graph graph = test::graph_of(net);
  const Clusters clusters(graph);
  const auto path_of = [&](const char* path) -> std::string {
    try {
      return clusters.all()[find_scope(clusters, path)].path;
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(path_of("net"), "net");
  EXPECT_EQ(path_of("net/b"), "net/b");
  EXPECT_EQ(path_of("a"), "net/a");
  EXPECT_EQ(path_of("b"), "several are called \"b\": net/b, other/b; name one by its path");
  EXPECT_EQ(path_of("ohter"), "no scope is called \"ohter\" (did you mean \"other\"?)");
  EXPECT_EQ(path_of("A"), "no scope is called \"A\" (did you mean \"a\"?)");
  EXPECT_EQ(path_of("c"), "no scope is called \"c\" (known: \"net\", \"net/a\", \"net/b\", \"other\", \"other/b\")");
  EXPECT_EQ(path_of(""), "no scope is called \"\" (known: \"net\", \"net/a\", \"net/b\", \"other\", \"other/b\")");
  const Graph plain = test::neuron();
  EXPECT_THROW(find_scope(Clusters(plain), "c"), UsageError);
}

TEST(Find, ScopesThatLookTheSameAreOne) {
  const Graph graph = test::graph_of(
      "%0 = input 1\nscope \"s\\x01\" {\n%1 = sin %0\n}\nscope \"s\" {\n%2 = sin %1\n}\noutput \"y\" %2");
  EXPECT_EQ(result_of([&] { return find_nodes(graph, Clusters(graph), "s"); }), "1 2");
}

}  // namespace
}  // namespace mg::draw
