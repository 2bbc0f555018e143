// mg-dot: a graph as a picture.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "cli.h"
#include "dot_messages.h"
#include "dot_page.h"
#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/core/bits.h"
#include "mg/core/names.h"
#include "mg/draw/compare.h"
#include "mg/draw/draw.h"
#include "mg/draw/find.h"
#include "mg/draw/look/text.h"
#include "mg/draw/structure/clusters.h"
#include "mg/render/recolor.h"
#include "mg/render/render.h"
#include "mg/text/reader.h"

namespace mg {
namespace {

constexpr long default_radius = 2;
constexpr std::array<std::string_view, 5> formats{"svg", "png", "pdf", "dot", "html"};

/// What the name of an output ends in, and the format that it stands for.
struct Ending {
  std::string_view text;
  std::string_view format;
};
constexpr Ending endings[] = {{"svg", "svg"}, {"png", "png"},   {"pdf", "pdf"}, {"dot", "dot"},
                              {"gv", "dot"},  {"html", "html"}, {"htm", "html"}};

struct Settings {
  std::string format;  ///< empty: by the name of the output
  std::string detail = "auto";
  std::string direction = "LR";
  std::string theme = "auto";
  std::optional<std::string> gradient_of;
  bool no_gradient = false;
  bool no_values = false;
  std::vector<std::string> collapse, expand;
  std::optional<std::string> focus, path;
  cli::InputFile other;
  std::optional<long> radius;
  bool not_finite = false;
  bool all = false;
  bool force = false;
  double timeout = 30.0;
};

void note(const std::string& message) { cli::say("mg-dot", message); }

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
  return outputs[find_output(graph, *settings.gradient_of)];
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

/// Graphviz makes images of pixels only up to a size, and where it does not say so it crashes.
render::Rendering rendered(const std::string& dot, const Settings& settings, std::string_view format) {
  try {
    return render::render(dot, render::format_named(format), {.time = time_limit(settings.timeout)});
  } catch (const SystemError& error) {
    if (format != "png") throw;
    throw SystemError(fmt::format("{}; a large drawing may do as --type svg or pdf", error.what()));
  }
}

/// The drawing in a format; nothing where the layout took too long. SVG follows the
/// reader's system where it may.
std::optional<std::string> image(const draw::Drawing& drawing, const Settings& settings, std::string_view format,
                                 bool may_follow_system = true) {
  if (format == "dot") return drawing.dot;
  render::Rendering rendering = rendered(drawing.dot, settings, format);
  if (rendering.timed_out) return {};
  if (!rendering.messages.empty()) note("Graphviz: " + rendering.messages);
  const bool follows_system = may_follow_system && settings.theme == "auto" && format == "svg";
  return follows_system ? render::follow_system_theme(rendering.bytes) : std::move(rendering.bytes);
}

/// A graph with what is to be shown of it.
struct Recording {
  Graph graph;
  std::vector<double> adjoints;  ///< empty: none are shown
  NodeId root = no_node;
  std::string gradient_of;

  std::optional<draw::Gradient> gradient() const {
    if (adjoints.empty()) return {};
    return draw::Gradient{adjoints, root};
  }
};

Recording recording_of(Graph graph, const Settings& settings) {
  Recording recording{.graph = std::move(graph), .adjoints = {}, .gradient_of = {}};
  if (const auto output = output_for_gradient(recording.graph, settings)) {
    recording.root = output->node;
    recording.gradient_of = clean(recording.graph.text(output->name));
    recording.adjoints = adjoints_of(recording.graph, output->node);
  }
  return recording;
}

/// FROM and TO of --path, at the first `..` that leaves two things that there are: a name may have dots of its own.
std::pair<std::string, std::string> ends_of_path(const Graph& graph, const std::string& path) {
  std::vector<std::pair<std::string, std::string>> splits;
  for (std::size_t dots = path.find("..", 1); dots != std::string::npos; dots = path.find("..", dots + 1)) {
    if (dots + 2 < path.size()) splits.emplace_back(path.substr(0, dots), path.substr(dots + 2));
  }
  if (splits.empty()) throw UsageError(fmt::format("--path: FROM..TO is wanted, not {}", quoted_briefly(path)));
  if (splits.size() == 1) return splits.front();
  const draw::Clusters clusters(graph);
  const auto is_there = [&](const std::string& name) {
    try {
      return !draw::find_nodes(graph, clusters, name).empty();
    } catch (const UsageError&) {
      return false;
    }
  };
  const auto good =
      std::ranges::find_if(splits, [&](const auto& split) { return is_there(split.first) && is_there(split.second); });
  return good == splits.end() ? splits.front() : *good;
}

draw::Options options_of(const cli::Session& session, const Settings& settings, const Graph& graph) {
  draw::Options options{
      .title = session.input() == "-" ? "graph" : std::filesystem::path(session.input()).stem().string(),
      .detail = detail_named(settings.detail),
      // A page has both themes.
      .theme = settings.theme == "dark" && settings.format != "html" ? draw::Theme::Dark : draw::Theme::Light,
      .direction = settings.direction == "TB" ? draw::Direction::TopToBottom : draw::Direction::LeftToRight,
      .values = !settings.no_values,
      .all = settings.all,
      .force = settings.force,
      .not_finite = settings.not_finite,
      .collapse = settings.collapse,
      .expand = settings.expand,
      .focus = settings.focus.value_or("")};
  constexpr long largest_radius = 1'000'000'000;
  const long radius = settings.radius.value_or(default_radius);
  if (radius < 0) throw UsageError("--radius: a number of edges from 0 on is wanted");
  if (settings.radius && !settings.focus) throw UsageError("--radius: there is no --focus to go from");
  options.radius = static_cast<std::uint32_t>(std::min(radius, largest_radius));
  if (settings.path) std::tie(options.from, options.to) = ends_of_path(graph, *settings.path);
  return options;
}

/// What a user should know who does not look closely.
void tell(const cli::Session& session, const draw::Drawing& drawing, const draw::Options& options) {
  if (drawing.gradient_vanishes) session.warn("the gradient is 0 at every input and parameter");
  if (options.not_finite) note(drawing.alarm.empty() ? "--nan: every value and gradient is finite" : drawing.alarm);
  if (options.detail == draw::Detail::Auto && drawing.detail != draw::Detail::Full) {
    note(fmt::format("{} nodes drawn as {} boxes (--detail={}); see --expand, --focus, --detail", drawing.nodes,
                     drawing.boxes, draw::name(drawing.detail)));
  }
}

/// As asked for; else as the name of the output says.
std::string format_of(const cli::Session& session, const Settings& settings) {
  if (!settings.format.empty()) return settings.format;
  const std::string ending = session.ending();
  if (ending.empty()) return std::string(formats.front());
  const auto row = std::ranges::find(endings, ending, &Ending::text);
  if (row != std::end(endings)) return std::string(row->format);
  std::string known;
  for (const Ending& each : endings) {
    known += fmt::format("{}.{}", &each == endings ? "" : &each == std::end(endings) - 1 ? " or " : ", ", each.text);
  }
  throw UsageError(fmt::format("--output: {} does not end in {}; --type says what to write, whatever the name",
                               quoted_briefly(session.output()), known));
}

bool has_changed(const Recording& now, const Recording& older) {
  const auto differ = [](std::span<const double> a, std::span<const double> b) {
    return !std::ranges::equal(a, b, same_number);
  };
  return differ(now.graph.tape().values(), older.graph.tape().values()) || differ(now.adjoints, older.adjoints);
}

/// The next coarser drawing with fewer boxes, if need be without what was expanded; `options` are then its own.
std::optional<draw::Drawing> with_fewer_boxes(const draw::Drawing& drawing, draw::Options& options, const auto& draw) {
  for (auto detail = draw::coarser(drawing.detail); detail; detail = draw::coarser(*detail)) {
    options.detail = *detail;
    draw::Drawing coarser = draw(options);
    if (coarser.boxes < drawing.boxes) return coarser;
  }
  if (options.expand.empty()) return {};
  options.expand.clear();
  draw::Drawing closed = draw(options);
  if (closed.boxes < drawing.boxes) return closed;
  return {};
}

int run(cli::Session& session, Settings settings) {
  settings.format = format_of(session, settings);
  time_limit(settings.timeout);  // also of formats that need none
  if (settings.other.is_given() && settings.no_values && settings.no_gradient) {
    throw UsageError("--diff: with --no-values and --no-grad there is nothing to compare");
  }
  if (settings.format == "html" && settings.theme != "auto") {
    note("--theme: a page has both, and begins with that of its reader's system");
  }
  const Recording recording = recording_of(session.read_graph(), settings);
  const Graph& graph = recording.graph;
  std::optional<Recording> older;
  std::optional<draw::OtherRun> other;
  if (settings.other.is_given()) {
    older = recording_of(read(settings.other.read(), settings.other.name()), settings);
    draw::require_same_structure(graph, cli::InputFile{session.input()}.name(), older->graph, settings.other.name());
    if (!has_changed(recording, *older)) note("--diff: no value and no gradient has changed");
    other = draw::OtherRun{.values = older->graph.tape().values(), .adjoints = older->adjoints};
  }
  draw::Options options = options_of(session, settings, graph);
  options.list_boxes = settings.format == "html";
  const auto draw = [&](const draw::Options& how) {
    return tools::drawn([&] { return draw::draw(graph, graph.tape().values(), recording.gradient(), how, other); });
  };
  const auto written = [&](const draw::Drawing& drawing) {
    if (settings.format != "html") return image(drawing, settings, settings.format);
    const auto svg = [&](const draw::Drawing& any) { return image(any, settings, "svg", false); };
    return tools::page_of({.graph = graph,
                           .gradient = recording.gradient(),
                           .gradient_of = recording.gradient_of,
                           .other = other,
                           .values = options.values,
                           .options = options,
                           .draw = draw,
                           .svg = svg},
                          drawing);
  };
  draw::Drawing drawing = draw(options);
  tell(session, drawing, options);
  for (;;) {
    if (const auto bytes = written(drawing)) {
      session.write(*bytes);
      return cli::done;
    }
    const std::string what =
        fmt::format("the layout of {} boxes took more than {} s (--timeout)", drawing.boxes, settings.timeout);
    const bool was_expanded = !options.expand.empty();
    auto smaller = with_fewer_boxes(drawing, options, draw);
    if (!smaller) throw SystemError(what + ", and no level has fewer; see --focus, --timeout");
    drawing = std::move(*smaller);
    const bool is_without = was_expanded && options.expand.empty();
    note(fmt::format("{}; trying {}", what,
                     is_without ? "without --expand" : fmt::format("--detail={}", draw::name(drawing.detail))));
  }
}

}  // namespace
}  // namespace mg

int main(int argc, char** argv) {
  mg::Settings settings;
  const mg::cli::Command command{
      .name = "mg-dot",
      .summary = "Draws a recorded graph: what the outputs depend on, and every input and parameter.",
      .example =
          "mg-dot loss.graph > loss.svg\nmg-dot loss.graph --theme dark -o loss.png\n"
          "mg-dot net.graph --detail layer --expand mlp/layer1 > net.svg\n"
          "mg-dot after.graph --diff before.graph > step.svg",
      .options = {
          {"type,T",
           &settings.format,
           "what to write; as the name of the output says, or else svg",
           "FORMAT",
           {mg::formats.begin(), mg::formats.end()}},
          {"grad", &settings.gradient_of, "show the gradient of this output; else of the first", "OUTPUT"},
          {"no-grad", &settings.no_gradient, "show no gradients"},
          {"no-values", &settings.no_values, "show no values"},
          {"detail",
           &settings.detail,
           "auto: the first of the others that is easy to read; full: a card for each node; fold: with leaves folded "
           "into their "
           "users; neuron: a card for each neuron; layer: a box for each layer",
           "LEVEL",
           {"auto", "full", "fold", "neuron", "layer"}},
          {"collapse", &settings.collapse, "draw this scope as one box; may be given again", "SCOPE"},
          {"expand", &settings.expand, "draw this scope one level finer; may be given again", "SCOPE"},
          {"focus", &settings.focus, "draw only what is near this node or scope: a name, a path, %ID", "NODE"},
          {"radius", &settings.radius, "how many edges from the focus on; 2 unless told", "K"},
          {"path", &settings.path, "draw only what lies between two nodes or scopes", "FROM..TO"},
          {"diff", &settings.other, "show what has changed since another run of the same graph", "OTHER.graph"},
          {"nan", &settings.not_finite, "mark where the first NaN or infinity came up, and the way it took"},
          {"direction", &settings.direction, "left to right, or top to bottom", "LR|TB", {"LR", "TB"}},
          {"theme", &settings.theme, "auto: as the reader's system, in SVG", "THEME", {"auto", "light", "dark"}},
          {"all", &settings.all, "also nodes that no output depends on"},
          {"timeout", &settings.timeout, "the longest that a layout may take; 30 unless told", "SECONDS"},
          {"force", &settings.force, "also draw what is too large"},
      }};
  return mg::cli::run(command, argc, argv, [&](mg::cli::Session& session) { return mg::run(session, settings); });
}
