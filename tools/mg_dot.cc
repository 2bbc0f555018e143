// mg-dot: a graph as a picture.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli.h"
#include "mg/core/error.h"
#include "mg/draw/draw.h"
#include "mg/render/recolor.h"
#include "mg/render/render.h"

namespace mg {
namespace {

struct Settings {
  std::string format = "svg";
  std::string detail = "auto";
  std::string direction = "LR";
  std::string theme = "auto";
  std::optional<std::string> gradient_of;
  bool no_gradient = false;
  bool no_values = false;
  bool all = false;
  bool force = false;
  double timeout = 30.0;
};

void note(const std::string& message) { fmt::print(stderr, "mg-dot: {}\n", message); }

draw::Detail detail_named(std::string_view name) {
  const auto row = std::ranges::find(draw::details, name, &draw::DetailRow::name);
  return row == draw::details.end() ? draw::Detail::Auto : row->detail;
}

/// The output whose gradient is shown: the one asked for, or else the first.
std::optional<Output> output_for_gradient(const Graph& graph, const Settings& settings) {
  if (settings.no_gradient && settings.gradient_of) throw UsageError("--grad and --no-grad exclude each other");
  const auto outputs = graph.outputs();
  if (settings.no_gradient || outputs.empty()) return {};
  if (!settings.gradient_of) return outputs.front();
  std::string names;
  for (const Output& output : outputs) {
    if (graph.text(output.name) == *settings.gradient_of) return output;
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", graph.text(output.name));
  }
  throw UsageError(fmt::format("--grad: there is no output '{}', but {}", *settings.gradient_of, names));
}

std::vector<double> adjoints_of(Graph& graph, NodeId root) {
  graph.backward(graph.at(root));
  std::vector<double> adjoints(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints[i] = graph.adjoint({i});
  return adjoints;
}

std::chrono::milliseconds time_limit(double seconds) {
  constexpr double longest = 1e9;
  if (!(seconds > 0.0)) throw UsageError("--timeout: a number of seconds above 0 is wanted");
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(std::min(seconds, longest) * 1000.0)));
}

/// The drawing in the format asked for; nothing where the layout took too long.
std::optional<std::string> image(const draw::Drawing& drawing, const Settings& settings) {
  if (settings.format == "dot") return drawing.dot;
  render::Rendering rendering =
      render::render(drawing.dot, render::format_named(settings.format), {.time = time_limit(settings.timeout)});
  if (rendering.timed_out) return {};
  const bool follows_system = settings.theme == "auto" && settings.format == "svg";
  return follows_system ? render::follow_system_theme(rendering.bytes) : std::move(rendering.bytes);
}

int run(cli::Session& session, const Settings& settings) {
  Graph graph = session.read_graph();
  draw::Options options{
      .title = session.input() == "-" ? "graph" : std::filesystem::path(session.input()).stem().string(),
      .detail = detail_named(settings.detail),
      .theme = settings.theme == "dark" ? draw::Theme::Dark : draw::Theme::Light,
      .direction = settings.direction == "TB" ? draw::Direction::TopToBottom : draw::Direction::LeftToRight,
      .values = !settings.no_values,
      .all = settings.all,
      .force = settings.force};
  std::vector<double> adjoints;
  std::optional<draw::Gradient> gradient;
  if (const auto output = output_for_gradient(graph, settings)) {
    adjoints = adjoints_of(graph, output->node);
    gradient = draw::Gradient{adjoints, output->node};
  }
  draw::Drawing drawing = draw::draw(graph, graph.tape().values(), gradient, options);
  if (drawing.gradient_vanishes) session.warn("the gradient is 0 at every input and parameter");
  if (options.detail == draw::Detail::Auto && drawing.detail != draw::Detail::Full) {
    note(fmt::format("{} nodes drawn as {} boxes (--detail={}); see --detail", drawing.nodes, drawing.boxes,
                     draw::name(drawing.detail)));
  }
  for (;;) {
    if (const auto bytes = image(drawing, settings)) {
      session.write(*bytes);
      return cli::done;
    }
    const std::string what =
        fmt::format("the layout of {} boxes took more than {} s (--timeout)", drawing.boxes, settings.timeout);
    const auto coarser = draw::coarser(drawing.detail);
    if (!coarser) throw SystemError(what);
    note(fmt::format("{}; trying --detail={}", what, draw::name(*coarser)));
    options.detail = *coarser;
    drawing = draw::draw(graph, graph.tape().values(), gradient, options);
  }
}

}  // namespace
}  // namespace mg

int main(int argc, char** argv) {
  mg::Settings settings;
  const mg::cli::Command command{
      .name = "mg-dot",
      .summary = "Draws a recorded graph: what the outputs depend on, and every input and parameter.",
      .example = "mg-dot loss.graph > loss.svg\nmg-dot loss.graph -T png --theme dark -o loss.png",
      .options = {
          {"type,T", &settings.format, "what to write", "FORMAT", {"svg", "png", "pdf", "dot"}},
          {"grad", &settings.gradient_of, "show the gradient of this output; else of the first", "OUTPUT"},
          {"no-grad", &settings.no_gradient, "show no gradients"},
          {"no-values", &settings.no_values, "show no values"},
          {"detail",
           &settings.detail,
           "a card for each node, or leaves folded into their users",
           "LEVEL",
           {"auto", "full", "fold"}},
          {"direction", &settings.direction, "left to right, or top to bottom", "LR|TB", {"LR", "TB"}},
          {"theme", &settings.theme, "auto: as the reader's system, in SVG", "THEME", {"auto", "light", "dark"}},
          {"all", &settings.all, "also nodes that no output depends on"},
          {"timeout", &settings.timeout, "the longest that a layout may take", "SECONDS"},
          {"force", &settings.force, "also draw what is too large"},
      }};
  return mg::cli::run(command, argc, argv, [&](mg::cli::Session& session) { return mg::run(session, settings); });
}
