#include "mg/check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>

#include "mg/base/quote.h"
#include "mg/base/temporary.h"
#include "mg/check/command.h"
#include "mg/check/compiled.h"
#include "mg/check/library_use.h"
#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"
#include "mg/passes/prune.h"
#include "mg/program/proof.h"
#include "mg/program/text.h"
#include "mg/reroll/provenance.h"

namespace mg::check {
namespace {

using program::Role;

constexpr std::size_t most_shown = 5;
constexpr std::size_t most_directions = 32;
constexpr std::size_t most_difference_points = 3;

std::vector<double> recorded(const Graph& graph, std::span<const NodeId> leaves) {
  std::vector<double> values;
  for (NodeId id : leaves) values.push_back(graph.value(id));
  return values;
}

/// Points to compare at: the recorded one, then random ones around it, every other one with odd numbers.
class Points {
 public:
  explicit Points(std::uint64_t seed) : random_(seed) {}

  std::vector<double> around(std::span<const double> point, bool odd) {
    constexpr double odd_numbers[] = {0.0,
                                      -0.0,
                                      1.0,
                                      -1.0,
                                      std::numeric_limits<double>::infinity(),
                                      1e-310,
                                      5e-324,
                                      1e200,
                                      -1e18,
                                      std::numeric_limits<double>::quiet_NaN(),
                                      -std::numeric_limits<double>::infinity()};
    std::vector<double> moved(point.begin(), point.end());
    for (double& number : moved) {
      const double size = std::isfinite(number) ? std::max(1.0, std::fabs(number)) : 1.0;
      const double base = std::isfinite(number) ? number : 0.0;
      number = base + size * (2 * unit() - 1);
      if (odd && random_() % 4 == 0) number = odd_numbers[random_() % std::size(odd_numbers)];
    }
    return moved;
  }

 private:
  double unit() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  std::mt19937_64 random_;
};

/// Which functions of another library than the engine's there are behind results.
LibraryUse use_of(const Graph& graph, const Compiled& compiled, Parameters parameters, bool backward) {
  return compiled.has_the_engines_library() ? no_library_use(graph) : library_use(graph, parameters, backward);
}

/// Of the larger one; infinite where only one is finite, or NaN.
double relative_difference(double a, double b) {
  if (same_number(a, b) || a == b) return 0.0;
  const double size = std::max(std::fabs(a), std::fabs(b));
  if (!(size < std::numeric_limits<double>::infinity()) || std::isnan(a) || std::isnan(b)) {
    return std::numeric_limits<double>::infinity();
  }
  return std::fabs(a / size - b / size);
}

/// Whether numbers are further apart than libraries are: with room for what a long computation makes of their
/// differences.
bool is_another(double a, double b) {
  if (same_number(a, b) || a == b) return false;
  return !(std::fabs(a - b) <= 1e-3 * std::max({1.0, std::fabs(a), std::fabs(b)}));
}

/// Compares one way of generating code at all points.
class Comparing {
 public:
  /// `variant`: how the names of its entries end, "_packed" or not at all.
  Comparing(const Graph& graph, const Compiled& compiled, std::string_view variant, LibraryUse uses, Comparison& result)
      : graph_(graph),
        compiled_(compiled),
        variant_(variant),
        uses_(std::move(uses)),
        result_(result),
        engine_(graph) {}

  void at(std::size_t point, bool is_odd, std::span<const double> x, std::span<const double> p) {
    point_ = point, is_odd_ = is_odd;
    const std::size_t outputs = graph_.outputs().size();
    x_.assign(x.begin(), x.end());
    p_.assign(p.begin(), p.end());
    if (!variant_.empty()) p_ = reordered("pack", p_);
    std::vector<double> expected(outputs), got(outputs);
    engine_.forward(x, p, expected);
    compiled_.call(entry("forward"), arrays({{Role::Output, &got}}));
    compare(expected, got, uses_.outputs, result_.values,
            [&](std::size_t i) { return fmt::format("value of {}", shown(graph_.text(graph_.outputs()[i].name))); });
    y_ = expected;

    if (compiled_.has(entry("guards"))) {
      ++result_.guards;
      const bool holds = !engine_.broken_guard();
      const bool generated = compiled_.call(entry("guards"), arrays({}));
      compare(holds, generated, uses_.guards, [] { return "guards"; });
    }
    if (!compiled_.has(entry("backward"))) return;
    // All seeds 1, as null says; and seeds of many sizes.
    std::vector<double> seeds(outputs, 1.0);
    compare_gradients(seeds, nullptr);
    for (std::size_t i = 0; i < outputs; ++i) seeds[i] = (i % 2 ? -1.0 : 1.0) * (0.5 + static_cast<double>(i));
    compare_gradients(seeds, &seeds);
  }

 private:
  std::string entry(std::string_view name) const { return fmt::format("{}{}", name, variant_); }

  /// The arrays of an entry: the point at hand, and others.
  Compiled::Arrays arrays(std::initializer_list<std::pair<Role, std::vector<double>*>> others) {
    Compiled::Arrays arrays{};
    const auto put = [&](Role role, std::vector<double>* numbers) {
      arrays[static_cast<std::size_t>(role)] = numbers ? numbers->data() : nullptr;
    };
    put(Role::Input, &x_);
    put(Role::Parameter, &p_);
    for (const auto& [role, numbers] : others) put(role, numbers);
    return arrays;
  }

  /// Parameters, or gradients of theirs, in the other order.
  std::vector<double> reordered(std::string_view copying, std::vector<double> from) {
    std::vector<double> to(from.size());
    compiled_.call(copying, arrays({{Role::Parameter, &from}, {Role::Output, &to}}));
    return to;
  }

  /// `y_bar`: the seeds, or null where they are 1.
  void compare_gradients(std::span<const double> seeds, std::vector<double>* y_bar) {
    std::vector<double> x_bar(x_.size()), p_bar(p_.size()), got_x(x_.size()), got_p(p_.size()), y(y_.size());
    engine_.backward(seeds, x_bar, p_bar);
    compiled_.call(
        entry("backward"),
        arrays({{Role::Output, &y}, {Role::Seed, y_bar}, {Role::InputBar, &got_x}, {Role::ParameterBar, &got_p}}));
    if (compiled_.takes(entry("backward"), Role::InputBar)) {
      compare(x_bar, got_x, uses_.inputs, result_.gradients, [&](std::size_t i) { return leaf(graph_.inputs()[i]); });
    }
    if (compiled_.takes(entry("backward"), Role::ParameterBar)) {
      if (!variant_.empty()) got_p = reordered("unpack", got_p);
      compare(p_bar, got_p, uses_.parameters, result_.gradients,
              [&](std::size_t i) { return leaf(graph_.parameters()[i]); });
    }
    compare(y_, y, uses_.outputs, result_.values, [&](std::size_t i) {
      return fmt::format("value of {}, by backward", shown(graph_.text(graph_.outputs()[i].name)));
    });
  }

  std::string leaf(NodeId id) const {
    const std::string_view name = graph_.name(id);
    return name.empty() ? fmt::format("gradient of %{}", id.index)
                        : fmt::format("gradient of {} (%{})", shown(name), id.index);
  }

  template <class Name>
  void compare(std::span<const double> expected, std::span<const double> got, std::span<const LibraryFunctions> uses,
               std::size_t& count, Name&& name) {
    count += expected.size();
    for (std::size_t i = 0; i < expected.size(); ++i) compare(expected[i], got[i], uses[i], [&] { return name(i); });
  }

  template <class Name> void compare(double expected, double got, LibraryFunctions uses, Name&& name) {
    if (uses != 0) {
      ++result_.not_in_bits;
      result_.functions |= uses;
      result_.largest_difference = std::max(result_.largest_difference, relative_difference(expected, got));
      if (!is_odd_ && is_another(expected, got)) differ(name(), expected, got);
    } else if (!same_number(expected, got)) {
      differ(name(), expected, got);
    }
  }

  void differ(std::string what, double engine, double generated) {
    ++result_.differing;
    if (result_.first.size() < most_shown) result_.first.push_back({std::move(what), point_, engine, generated});
  }

  const Graph& graph_;
  const Compiled& compiled_;
  const std::string_view variant_;
  const LibraryUse uses_;
  Comparison& result_;
  exec::Replay engine_;
  // The point at hand:
  std::size_t point_ = 0;
  bool is_odd_ = false;
  std::vector<double> x_, p_;  // as the entries take them
  std::vector<double> y_;      // by the engine
};

/// The statement that computes a node in `forward`, and in which turns of its loops; empty where none does.
std::string computed_by(const Graph& graph, NodeId node, const emit::Options& forward) {
  Provenance provenance;
  const emit::Model model = emit::lower(graph, forward, {}, &provenance);
  const NodeId became = provenance.became[node.index];
  if (became == no_node || provenance.computed[became.index].statement == program::Computed::nowhere) return "";
  return ", computed by " + to_text(model.at("forward"), provenance.computed[became.index]);
}

struct Differing {
  NodeId node;
  std::string text;
};

/// Generates every node as an output, to see which is the first that differs at `x`.
std::optional<Differing> first_differing_node(const Graph& graph, std::span<const double> x,
                                              const emit::Options& forward, const Workshop& workshop) {
  std::vector<Output> outputs;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (!is_leaf(graph.op({i}))) outputs.push_back({StringId{}, NodeId{i}});
  }
  if (outputs.empty()) return std::nullopt;
  const Graph all = extract(graph, outputs);
  const Compiled compiled(emit::lower(all, forward), forward, workshop, "nodes");
  std::vector<double> point(x.begin(), x.end()), got(outputs.size());
  Compiled::Arrays arrays{};
  arrays[static_cast<std::size_t>(Role::Input)] = point.data();
  arrays[static_cast<std::size_t>(Role::Output)] = got.data();
  compiled.call("forward", arrays);
  const LibraryUse uses = use_of(all, compiled, forward.parameters, false);
  exec::Replay engine(graph);
  engine.forward(x, {});
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const NodeId id = outputs[i].node;
    const double expected = engine.values()[id.index];
    if (uses.outputs[i] != 0 || same_number(expected, got[i])) continue;
    const std::string_view name = graph.name(id);
    return Differing{id, fmt::format("%{} ({}{}): engine {}, generated {}", id.index, info(graph.op(id)).name,
                                     name.empty() ? "" : " " + quoted_briefly(name), expected, got[i])};
  }
  return std::nullopt;
}

/// The same, going on to the adjoint graph where all values agree.
std::string first_difference(const Graph& graph, std::span<const double> x, const emit::Options& code,
                             const Workshop& workshop) {
  const emit::Options forward{
      .language = code.language, .backward = false, .loops = code.loops, .function_size = code.function_size};
  if (const auto node = first_differing_node(graph, x, forward, workshop)) {
    return node->text + computed_by(graph, node->node, forward);
  }
  if (const auto node = first_differing_node(gradient(graph), x, forward, workshop))
    return "of the gradient, " + node->text;
  return "none by itself; the difference comes from what surrounds it";
}

/// Central differences at the first points, with nothing odd among them.
void compare_slopes(const Graph& graph, std::span<const double> x, std::span<const double> p, const Options& options,
                    Report& report) {
  Points points(options.seed);
  report.difference_points = std::min(report.points, most_difference_points);
  for (std::size_t point = 0; point < report.difference_points; ++point) {
    const std::vector<double> here = point == 0 ? std::vector(x.begin(), x.end()) : points.around(x, false);
    DifferenceResult result = compare_with_differences(graph, here, p, most_directions, options.seed + point);
    for (WrongSlope& wrong : result.first) wrong.point = point;
    report.differences.add(result);
  }
}

}  // namespace

bool Report::has_the_bits() const {
  const auto differs = [](const Comparison& comparison) { return comparison.differing > 0; };
  return std::ranges::none_of(comparisons, differs);
}

bool Report::has_others() const {
  return std::ranges::any_of(comparisons, [](const Comparison& comparison) { return comparison.not_in_bits > 0; });
}

Report check(const Graph& graph, const Options& options) {
  const std::vector<double> x = recorded(graph, graph.inputs());
  const std::vector<double> p = recorded(graph, graph.parameters());
  std::optional<TemporaryFolder> own;
  if (options.directory.empty()) own.emplace();
  const Workshop workshop{own ? own->path() : options.directory,
                          compiler_command(options.code.language, options.compiler)};
  Report report;
  report.points = options.points + 1;

  const auto compare = [&](std::string name, const Compiled& compiled, bool takes_parameters,
                           std::string_view variant = "") {
    report.comparisons.push_back({.name = std::move(name)});
    const auto parameters = takes_parameters ? emit::Parameters::Argument : emit::Parameters::Bake;
    Comparing comparing(graph, compiled, variant, use_of(graph, compiled, parameters, options.code.backward),
                        report.comparisons.back());
    Points points(options.seed);
    for (std::size_t point = 0; point < report.points; ++point) {
      const bool odd = point % 2 == 0;
      const std::vector<double> here = point == 0 ? x : points.around(x, odd);
      const std::vector<double> with = point == 0 || !takes_parameters ? p : points.around(p, odd);
      const std::size_t before = report.comparisons.back().differing;
      comparing.at(point, odd && point > 0, here, with);
      if (report.first_node.empty() && !takes_parameters && report.comparisons.back().differing > before) {
        report.first_node = first_difference(graph, here, options.code, workshop);
      }
    }
  };
  const auto compiled = [&](const emit::Options& generated, const std::string& name) {
    const emit::Model model = emit::lower(graph, generated);
    report.proven += model.proven;
    return Compiled(model, generated, workshop, name);
  };
  emit::Options generated = options.code;
  const bool bakes = p.empty() || !options.one_way || generated.parameters == Parameters::Bake;
  try {
    if (bakes) {
      generated.parameters = emit::Parameters::Bake;
      compare(p.empty() ? "no parameters" : "parameters baked", compiled(generated, "bake"), false);
    }
    if (!p.empty() && (!options.one_way || !bakes)) {
      generated.parameters = emit::Parameters::Argument;
      const Compiled model = compiled(generated, "argument");
      compare("parameters as arguments", model, true);
      if (model.has("pack")) compare("parameters packed", model, true, "_packed");
    }
  } catch (const program::Unproven& error) {
    report.unproven = error.what();
    return report;
  }

  compare_slopes(graph, x, p, options, report);
  return report;
}

}  // namespace mg::check
