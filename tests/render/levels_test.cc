// Graphviz takes what is drawn at every level without a message, and makes well-formed XML of it.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "draw/graphs.h"
#include "draw/hostile.h"
#include "mg/draw/draw.h"
#include "mg/render/render.h"
#include "render/patient.h"
#include "render/xml.h"

namespace mg::render {
namespace {

TEST(RenderLevels, EveryDrawingIsAccepted) {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    Graph graph = seed % 2 == 0 ? test::hostile_graph(seed) : test::odd_nets(seed / 2);
    const NodeId root = graph.outputs().front().node;
    const std::vector<double> adjoints = test::adjoints_of(graph);
    std::vector<double> others(graph.tape().values().begin(), graph.tape().values().end());
    others.back() = 0.125;
    for (const draw::DetailRow& row : draw::details) {
      draw::Options options = test::options_number(seed * 37 + static_cast<std::uint64_t>(row.detail) * 5);
      options.detail = row.detail;
      std::optional<draw::Gradient> gradient;
      if (seed % 4 != 3) gradient = draw::Gradient{adjoints, root};
      std::optional<draw::OtherRun> other;
      if (seed % 3 == 1) other = draw::OtherRun{others, others};
      const std::string dot = draw::draw(graph, graph.tape().values(), gradient, options, other).dot;
      try {
        const Rendering rendering = render(dot, Format::Svg, test::patient);
        EXPECT_EQ(rendering.messages, "") << seed << " " << row.name;
        EXPECT_EQ(test::xml_error(rendering.bytes), "") << seed << " " << row.name;
      } catch (const std::exception& error) {
        FAIL() << seed << " " << row.name << ": " << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace mg::render
