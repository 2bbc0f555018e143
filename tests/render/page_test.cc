#include "mg/render/page.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <string>
#include <vector>

#include "draw/graphs.h"
#include "mg/base/error.h"
#include "mg/draw/look/palette.h"

namespace mg::render {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::string hostile = "</script><script>alert(1)</script> \"q\" 'a' \\ & \n \xff\xc3 \xe2\x80\xa8 <!-- {{data}}";

/// x0 and the sum of it and 1, in scope "s".
Graph small() {
  Graph graph;
  const Value x = graph.input("x", 0.5);
  const Scope scope = graph.scope("s");
  graph.output("y", x + 1.0);
  return graph;
}

Page page_of(const Graph& graph) {
  return {.title = "small",
          .summary = "3 nodes",
          .graph = graph,
          .values = graph.tape().values(),
          .views = {{.title = "full", .svg = "<?xml?><svg viewBox=\"0 0 1 1\"></svg>"}}};
}

/// The JSON of a data block.
std::string block(const std::string& html, const std::string& id) {
  const std::string begin = "<script type=\"application/json\" id=\"data-" + id + "\">";
  const std::size_t at = html.find(begin);
  if (at == std::string::npos) return "no such block";
  const std::size_t from = at + begin.size();
  return html.substr(from, html.find("</script>", from) - from);
}

/// What follows a key in JSON without white space: a list, a string, or a number.
std::string entry(const std::string& json, const std::string& key) {
  const std::size_t at = json.find("\"" + key + "\":");
  if (at == std::string::npos) return "no such key";
  const std::size_t from = at + key.size() + 3;
  std::size_t depth = 0, to = from;
  for (; to < json.size() && (depth > 0 || (json[to] != ',' && json[to] != '}')); ++to) {
    if (json[to] == '[') ++depth;
    if (json[to] == ']') --depth;
  }
  return json.substr(from, to - from);
}

std::string refusal(const Page& page) {
  try {
    render::page(page);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

std::size_t entries(const std::string& list) {
  return list == "[]" ? 0 : static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
}

TEST(Page, IsOneFileWithoutAnythingFromOutside) {
  const Graph graph = small();
  const std::string html = page(page_of(graph));
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_TRUE(html.ends_with("</body>\n</html>\n"));
  EXPECT_NE(html.find("content=\"default-src 'none'; script-src 'sha256-"), std::string::npos);
  EXPECT_NE(html.find("<title>small</title>"), std::string::npos);
  EXPECT_EQ(html.find("{{"), std::string::npos);
  // Scripts, styles, pictures and the like are all in it: nothing is linked but the empty icon.
  const std::regex link(R"re((src|href)="([^"]*)")re");
  for (std::sregex_iterator i(html.begin(), html.end(), link), end; i != end; ++i) EXPECT_EQ((*i)[2], "data:,");
}

TEST(Page, HoldsColumnsOfNodes) {
  const Graph graph = small();
  const std::string nodes = block(page(page_of(graph)), "nodes");
  EXPECT_EQ(entry(nodes, "size"), "3");
  EXPECT_EQ(entry(nodes, "op"), "[0,2,3]");  // input, constant, add
  EXPECT_EQ(entry(nodes, "arguments"), "[2,1]");
  EXPECT_EQ(entry(nodes, "values"), "[0.5,1,1.5]");
  EXPECT_EQ(entry(nodes, "gradients"), "no such key");
  EXPECT_EQ(entry(nodes, "named"), "[0]");
  EXPECT_EQ(entry(nodes, "names"), "[0]");
  EXPECT_EQ(entry(nodes, "scopes"), "[[-1,1]]");
  EXPECT_EQ(entry(nodes, "scopeRuns"), "[1,-1,2,0]");
  EXPECT_EQ(entry(nodes, "outputs"), "[[2,2]]");
  EXPECT_EQ(entry(nodes, "texts"), "[\"x\",\"s\",\"y\"]");
  EXPECT_EQ(entry(nodes, "ids"), "no such key");
}

TEST(Page, HoldsGradientsCodeAndAttributes) {
  Graph graph;
  graph.output("y", relu(graph.input("x", 2.0), 0.125));
  Page data = page_of(graph);
  const std::vector<double> adjoints{1.0, -2.5};
  data.adjoints = adjoints;
  data.gradient_of = "y";
  data.code = {"// a < b", "double v1 = mg_relu(x[0], 0.125);"};
  data.line_of = {no_line, 1};
  const std::string html = page(data);
  const std::string nodes = block(html, "nodes");
  EXPECT_EQ(entry(nodes, "gradients"), "[1,-2.5]");
  EXPECT_EQ(entry(nodes, "gradientOf"), "\"y\"");
  EXPECT_EQ(entry(nodes, "attributes"), "[0.125]");
  EXPECT_EQ(entry(nodes, "lines"), "[-1,2]");
  EXPECT_EQ(block(html, "code"), "[\"// a \\u003c b\",\"double v1 = mg_relu(x[0], 0.125);\"]");
}

TEST(Page, HoldsViewsAndBoxes) {
  const Graph graph = small();
  Page data = page_of(graph);
  data.views.front().boxes = {
      {.id = 7, .title = "s", .members = {{0, 1}, {2, 3}}, .node = 2, .opens = 1, .expand = "s"}};
  data.views.push_back({.title = "s", .opened_from = 0, .svg = "<svg/>"});
  const std::string html = page(data);
  EXPECT_EQ(entry(block(html, "views"), "views"),
            R"([{"title":"full","from":-1,"boxes":[[7,"s",[0,1,1,1],2,1,"s"]]},{"title":"s","from":0,"boxes":[]}])");
  EXPECT_EQ(block(html, "svg-0"), R"("\u003csvg viewBox=\"0 0 1 1\">\u003c/svg>")") << "without what is before it";
  EXPECT_EQ(block(html, "svg-1"), R"("\u003csvg/>")");
}

TEST(Page, NumbersAreCarriedExactly) {
  Graph graph;
  const std::vector<double> numbers{-0.0, infinity, -infinity, std::nan(""), 0.1 + 0.2, 5e-324, 1.7976931348623157e308,
                                    1e22};
  for (const double number : numbers) graph.input("x", number);
  const std::string nodes = block(page(page_of(graph)), "nodes");
  EXPECT_EQ(entry(nodes, "values"),
            R"([-0.0,"Infinity","-Infinity","NaN",0.30000000000000004,5e-324,1.7976931348623157e+308,1e+22])");
}

TEST(Page, NamesAreText) {
  Graph graph;
  const Scope scope = graph.scope(hostile);
  graph.output(hostile, sin(graph.input(hostile, 1.0)));
  Page data = page_of(graph);
  data.title = data.summary = hostile;
  data.gradient_of = hostile;
  data.code = {hostile};
  data.line_of = {no_line, 0};
  data.views.front().title = hostile;
  data.views.front().boxes = {{.id = 0, .title = hostile, .members = {{0, 2}}}};
  data.views.front().svg += hostile;
  const Graph plain = small();
  const std::string html = page(data), harmless = page(page_of(plain));
  // No tag more than in a page of harmless names.
  for (const char* tag : {"<script", "</script", "<!--"}) EXPECT_EQ(test::count(html, tag), test::count(harmless, tag));
  EXPECT_NE(html.find("<title>&lt;/script>"), std::string::npos);
  const std::string text = R"("\u003c/script>\u003cscript>alert(1)\u003c/script> \"q\" 'a' \\ & \n )"
                           "\xEF\xBF\xBD\xEF\xBF\xBD "
                           R"(\n \u003c!-- {{data}}")";
  EXPECT_EQ(entry(block(html, "nodes"), "texts"), "[" + text + "]");
  EXPECT_EQ(block(html, "code"), "[" + text + "]");
}

TEST(Page, HasTheColorsOfThePalette) {
  const Graph graph = small();
  const std::string html = page(page_of(graph));
  const draw::Color& fill = draw::palette.input.fill;
  EXPECT_NE(html.find(":root{--background:"), std::string::npos);
  EXPECT_NE(html.find("--input-fill:" + draw::hex(fill.light)), std::string::npos);
  EXPECT_NE(html.find("--input-fill:" + draw::hex(fill.dark)), std::string::npos);
  EXPECT_NE(html.find(fmt::format(":root[data-theme=dark] .picture [fill=\"{}\"]{{fill:{}}}", draw::hex(fill.light),
                                  draw::hex(fill.dark))),
            std::string::npos);
}

TEST(Page, HoldsAllNodesUpToALimit) {
  Graph graph;
  Value x = graph.input("x", 1.0);
  while (graph.size() < most_nodes_of_page) x = -x;
  graph.output("y", x);
  EXPECT_EQ(entry(block(page(page_of(graph)), "nodes"), "ids"), "no such key");
  EXPECT_EQ(entries(entry(block(page(page_of(graph)), "nodes"), "op")), most_nodes_of_page);
}

TEST(Page, HoldsOfALargeGraphWhatAReaderLooksFor) {
  Graph graph;
  Value x = graph.input("x", 1.0);
  const Value w = graph.parameter("w", 2.0);
  while (graph.size() < most_nodes_of_page + 1) x = -x;
  graph.name(x, "middle");
  x = -x;
  x = x * w;
  graph.output("y", -x);
  Page data = page_of(graph);
  const std::uint32_t size = graph.size();
  data.views.front().boxes = {{.id = 0, .title = "box", .members = {{0, size}}, .node = 5}};
  const std::string nodes = block(page(data), "nodes");
  EXPECT_EQ(entry(nodes, "size"), fmt::format("{}", size));
  // Input, parameter, what the box shows, the named operation, the output; as differences.
  EXPECT_EQ(entry(nodes, "ids"), fmt::format("[0,1,4,{},3]", size - 4 - 5));
  EXPECT_EQ(entry(nodes, "arguments"), "[1,1,1]");
}

TEST(Page, HoldsNoMoreThanTheLimit) {
  Graph graph;
  for (std::size_t i = 0; i < most_nodes_of_page + 100; ++i) graph.parameter("w", 1.0);
  graph.output("y", graph.input("last", 1.0));
  const std::string ids = entry(block(page(page_of(graph)), "nodes"), "ids");
  EXPECT_EQ(entries(ids), most_nodes_of_page);
  EXPECT_TRUE(ids.ends_with(",102]")) << "the input is there, though it is the last";
}

TEST(Page, DeepScopesAreCut) {
  Graph graph;
  for (int i = 0; i < 100'000; ++i) graph.open_scope("s");
  graph.output("y", graph.input("x", 1.0));
  const std::string nodes = block(page(page_of(graph)), "nodes");
  EXPECT_EQ(test::count(entry(nodes, "scopes"), "["), 34u);
  EXPECT_EQ(entry(nodes, "scopeRuns"), "[1,32]");
}

TEST(Page, RefusesWhatDoesNotGoTogether) {
  const Graph graph = small();
  const std::vector<double> two{1.0, 2.0};
  const auto refused = [&](auto spoil) {
    Page data = page_of(graph);
    spoil(data);
    return refusal(data);
  };
  EXPECT_EQ(refused([](Page&) {}), "");
  EXPECT_EQ(refused([&](Page& data) { data.values = two; }), "page: 2 values for 3 nodes");
  EXPECT_EQ(refused([&](Page& data) { data.adjoints = two; }), "page: 2 adjoints for 3 nodes");
  EXPECT_EQ(refused([](Page& data) { data.line_of = {0}; }), "page: 1 lines of nodes for 3 nodes");
  EXPECT_EQ(refused([](Page& data) {
              data.line_of = {0, 0, 0};
            }),
            "page: a node is computed by a line that is not there");
  EXPECT_EQ(refused([](Page& data) { data.start = 1; }), "page: there is no view to start with");
  EXPECT_EQ(
      refused([](Page& data) { data.views.front().boxes = {{.id = 0, .title = "s", .members = {}, .opens = 1}}; }),
      "page: view \"full\" refers to what is not there");
}

}  // namespace
}  // namespace mg::render
