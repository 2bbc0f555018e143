#include "mg/render/render.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <complex>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "draw/graphs.h"
#include "draw/hostile.h"
#include "mg/base/error.h"
#include "mg/nn/mlp.h"
#include "mg/render/recolor.h"
#include "render/patient.h"
#include "render/xml.h"
#include "support/sanitizer.h"

namespace mg::render {
namespace {

std::string neuron(draw::Detail detail = draw::Detail::Fold) {
  Graph graph = test::neuron();
  return test::drawn(graph, test::at(detail)).dot;
}

std::string image(const std::string& dot, Format format = Format::Svg) {
  return render(dot, format, test::patient).bytes;
}

/// What `render` throws.
std::string complaint(const std::string& dot, const Limits& limits = test::patient) {
  try {
    render(dot, Format::Svg, limits);
  } catch (const SystemError& error) {
    return error.what();
  }
  return "";
}

/// Layers of nodes, each connected with all of the next: slow to lay out.
std::string dense(int layers, int width) {
  std::string dot = "digraph {\n";
  for (int layer = 0; layer + 1 < layers; ++layer) {
    for (int i = 0; i < width; ++i) {
      for (int k = 0; k < width; ++k) {
        dot += fmt::format("n{} -> n{};\n", layer * width + i, (layer + 1) * width + (i * 7 + k * k) % width);
      }
    }
  }
  return dot + "}\n";
}

TEST(Render, Svg) {
  const std::string svg = image(neuron());
  EXPECT_EQ(test::xml_error(svg), "");
  EXPECT_NE(svg.find("<svg "), std::string::npos);
  EXPECT_EQ(test::count(svg, "class=\"node op\""), 5u);
  EXPECT_EQ(test::count(svg, "class=\"node input\""), 2u);
  EXPECT_EQ(test::count(svg, "class=\"node output\""), 1u);
  EXPECT_EQ(test::count(svg, "class=\"edge\""), 7u);
  EXPECT_NE(svg.find(">∇ −0.56<"), std::string::npos);
  EXPECT_EQ(svg.find("transparent"), std::string::npos);
}

TEST(Render, SvgRepeatsExactly) { EXPECT_EQ(image(neuron()), image(neuron())); }

TEST(Render, SvgDoesNotDependOnAddressesInMemory) {
  Graph graph = test::odd_nets(2);
  const std::string dot = test::drawn(graph, test::at(draw::Detail::Fold)).dot;
  const std::string expected = image(dot);
  for (std::size_t step = 1; step < 4; ++step) {
    // Holes of many sizes, which a later allocation may take or not.
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < 4000; ++i) kept.emplace_back(i * step % 97 + 16, 'x');
    for (std::size_t i = 0; i < kept.size(); i += step + 1) kept[i] = std::string();
    EXPECT_EQ(image(dot), expected) << step;
  }
}

TEST(Render, PngAndPdf) {
  EXPECT_TRUE(image(neuron(), Format::Png).starts_with("\x89PNG\r\n"));
  EXPECT_TRUE(image(neuron(), Format::Pdf).starts_with("%PDF-"));
}

TEST(Render, OddNamesArriveAsTheyAre) {
  Graph graph;
  const Value a = graph.input("a<b> & \"c\" \\N &amp; ]]>", 1.0);
  const Value b = graph.parameter("   ", 1.0);
  const Value c = graph.parameter("\n", 1.0);
  const Value d = graph.parameter("\x01", 1.0);
  const Scope scope = graph.scope("\x02");
  graph.output("", sin(a * b) + c * d);
  const std::string svg = image(test::drawn(graph, test::at(draw::Detail::Full)).dot);
  EXPECT_EQ(test::xml_error(svg), "");
  EXPECT_NE(svg.find(">a&lt;b&gt; &amp; &quot;c&quot; \\N &amp;amp; ]]&gt;<"), std::string::npos) << svg;
}

/// The longest handle of a curve among the edges of an SVG, as a multiple of how far the curve goes.
double longest_handle(const std::string& svg) {
  static const std::regex path(R"re(<path fill="none"[^>]* d="M([^"]*)")re");
  double longest = 0;
  for (std::sregex_iterator found(svg.begin(), svg.end(), path), end; found != end; ++found) {
    std::string numbers = (*found)[1];
    std::ranges::replace_if(
        numbers, [](char c) { return c == 'C' || c == ','; }, ' ');
    std::istringstream in(numbers);
    std::vector<std::complex<double>> points;
    for (double x = 0, y = 0; in >> x >> y;) points.emplace_back(x, y);
    for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
      const double handle = std::max(std::abs(points[i + 1] - points[i]), std::abs(points[i + 3] - points[i + 2]));
      longest = std::max(longest, handle / std::max(1.0, std::abs(points[i + 3] - points[i])));
    }
  }
  return longest;
}

TEST(Render, EdgesDoNotShootAway) {
  // Graphviz fits curves whose handles are sometimes longer than the curve: needles that end somewhere in the picture.
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Graph graph;
    const nn::Mlp mlp{graph, 3, {4, 4, 1}, seed};
    const std::vector<Value> x{graph.input("x0", 0.51), graph.input("x1", 0.278), graph.input("x2", 0.504)};
    graph.output("loss", pow(mlp(x)[0] - graph.input("target", 1.0), 2));
    const std::string svg = image(test::drawn(graph, test::at(draw::Detail::Full)).dot);
    EXPECT_GT(longest_handle(svg), 0.3) << seed;
    EXPECT_LE(longest_handle(svg), 1.02) << seed;
  }
}

TEST(Render, PassesOnWhatGraphvizRemarks) {
  const Rendering rendering =
      render("digraph { n [fixedsize=true, width=1000, height=0.1] }", Format::Png, test::patient);
  EXPECT_FALSE(rendering.timed_out);
  EXPECT_NE(rendering.messages.find("too large"), std::string::npos) << rendering.messages;
  EXPECT_EQ(rendering.messages.find("(null)"), std::string::npos) << rendering.messages;
}

TEST(Render, FormatsByName) {
  EXPECT_EQ(format_named("svg"), Format::Svg);
  EXPECT_EQ(format_named("png"), Format::Png);
  EXPECT_EQ(format_named("pdf"), Format::Pdf);
  EXPECT_THROW(format_named("gif"), UsageError);
}

TEST(Render, ABrokenGraphIsAnError) {
  EXPECT_NE(complaint("digraph { a -> ").find("Graphviz failed: Error: "), std::string::npos);
}

TEST(Render, ABrokenLabelIsAnError) {
  const std::string message = complaint("digraph { a [label=<<TABLE><TR>>] }");
  EXPECT_NE(message.find("Graphviz failed: Error: "), std::string::npos) << message;
  EXPECT_NE(message.find("label"), std::string::npos) << message;
}

TEST(Render, ALayoutThatTakesTooLongIsGivenUp) {
  const Rendering rendering = render(dense(12, 60), Format::Svg, {.time = std::chrono::milliseconds(200)});
  EXPECT_TRUE(rendering.timed_out);
  EXPECT_EQ(rendering.bytes, "");
}

TEST(Render, LackOfMemoryIsSaid) {
  if (test::sanitized) GTEST_SKIP() << "the sanitizer has reserved its address space beforehand";
  EXPECT_EQ(complaint(dense(8, 60), {.time = test::patient.time, .memory = std::size_t{8} << 20}),
            "Graphviz needs more than 8 MB of memory for this picture");
}

TEST(Recolor, AddsTheDarkThemeToSvg) {
  const std::string svg = follow_system_theme(image(neuron()));
  EXPECT_EQ(test::xml_error(svg), "");
  EXPECT_NE(svg.find("@media (prefers-color-scheme: dark)"), std::string::npos);
  EXPECT_NE(svg.find("[fill=\"#dbeafe\"]{fill:#13274f}"), std::string::npos);
  EXPECT_NE(svg.find("[stroke=\"#0b7d72\"]{stroke:#4fd9c8}"), std::string::npos);
}

TEST(Recolor, EveryColorOfAPictureHasADarkOne) {
  // A picture in the dark theme has the colours that the style gives the light one.
  Graph graph = test::expression();
  const std::string light = test::drawn(graph, test::at(draw::Detail::Full)).dot;
  const std::string dark = test::drawn(graph, test::at(draw::Detail::Full, draw::Theme::Dark)).dot;
  const std::string svg = follow_system_theme(image(light));
  ASSERT_EQ(light.size(), dark.size());
  std::size_t compared = 0;
  for (std::size_t i = light.find("\"#"); i != std::string::npos; i = light.find("\"#", i + 1)) {
    const std::string from = light.substr(i + 1, 7), to = dark.substr(i + 1, 7);
    if (from == to) continue;
    EXPECT_NE(svg.find(fmt::format("[fill=\"{}\"]{{fill:{}}}", from, to)), std::string::npos) << from;
    ++compared;
  }
  EXPECT_GT(compared, 100u);
}

TEST(Recolor, WantsSvg) {
  EXPECT_THROW(follow_system_theme("%PDF-1.5"), SystemError);
  EXPECT_THROW(follow_system_theme("<svg"), SystemError);
}

}  // namespace
}  // namespace mg::render
