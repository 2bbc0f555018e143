#include "mg/draw/find.h"

#include <gtest/gtest.h>

#include "draw/levels.h"
#include "mg/core/error.h"

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
      {"%10", "--focus: there is no node or scope '%10'"},
      {"%", "--focus: there is no node or scope '%'"},
      {"%1x", "--focus: there is no node or scope '%1x'"},
      {"%99999999999999999999", "--focus: there is no node or scope '%99999999999999999999'"},
      {"x", "0"},
      {"y", "9"},
      {"w", "9"},  // an output before a node
      {"twice", "3"},
      {"two", "--focus: 'two' may be 2 nodes: 'net/a/%3 (%3)', 'other/b/%9 (%9)'"},
      {"net/a/n", "2"},
      {"net/b/n", "4"},
      {"n", "--focus: 'n' may be 2 nodes: 'net/a/n (%2)', 'net/b/n (%4)'"},
      {"net/b/r/s", "5"},
      {"r/s", "5"},
      {"net/a/%3", "3"},  // as boxes are titled that have no name
      {"net/a/%5", "--focus: there is no node or scope 'net/a/%5'"},
      {"\xff", "6"},
      {"again", "8"},  // of one path: the last
      {"net/b/again", "8"},
      {"net", "2 3 4 5 6 7 8"},
      {"net/a", "2 3"},
      {"a", "7"},
      {"other", "9"},
      {"b", "--focus: 'b' may be 'net/b', 'other/b'"},
      {"net/", "--focus: there is no node or scope 'net/'"},
      {"nothing", "--focus: there is no node or scope 'nothing'"},
  };
  for (const auto& [name, expected] : rows) {
    const auto find = [&, wanted = name] { return find_nodes(graph, clusters, wanted, "--focus"); };
    EXPECT_EQ(result_of(find), expected) << name;
  }
}

TEST(Find, AScopeByItsOwnName) {
  const Graph graph = test::graph_of("scope \"out\" {\nscope \"in\" {\n%0 = input 1\n}\n}\noutput \"y\" %0");
  EXPECT_EQ(result_of([&] { return find_nodes(graph, Clusters(graph), "in", "--focus"); }), "0");
}

TEST(Find, Scopes) {
  const Graph graph = test::graph_of(net);
  const Clusters clusters(graph);
  const auto path_of = [&](const char* path) -> std::string {
    try {
      return clusters.all()[find_scope(clusters, path, "--expand")].path;
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(path_of("net"), "net");
  EXPECT_EQ(path_of("net/b"), "net/b");
  EXPECT_EQ(path_of("a"), "net/a");
  EXPECT_EQ(path_of("b"), "--expand: 'b' may be 'net/b', 'other/b'");
  EXPECT_EQ(path_of("c"), "--expand: there is no scope 'c'; outermost are 'net', 'other'");
  EXPECT_EQ(path_of(""), "--expand: there is no scope ''; outermost are 'net', 'other'");
  const Graph plain = test::neuron();
  EXPECT_THROW(find_scope(Clusters(plain), "c", "--expand"), UsageError);
}

TEST(Find, ScopesThatLookTheSameAreOne) {
  const Graph graph = test::graph_of(
      "%0 = input 1\nscope \"s\\x01\" {\n%1 = sin %0\n}\nscope \"s\" {\n%2 = sin %1\n}\noutput \"y\" %2");
  EXPECT_EQ(result_of([&] { return find_nodes(graph, Clusters(graph), "s", "--focus"); }), "1 2");
}

}  // namespace
}  // namespace mg::draw
