#include "mg/check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <random>

#include "mg/base/quote.h"
#include "mg/check/compiler.h"
#include "mg/check/temporary.h"
#include "mg/core/bits.h"
#include "mg/core/error.h"
#include "mg/core/ops.h"
#include "mg/emit/header.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"
#include "mg/passes/prune.h"
#include "mg/program/proof.h"

namespace mg::check {
namespace {

constexpr std::size_t most_shown = 5;
constexpr std::size_t most_directions = 32;
constexpr std::size_t most_difference_points = 3;
// From here on -O1 makes code as fast as -O2 does, in half the time.
constexpr std::size_t large = 10000;  // nodes

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

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  bool is_written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  int error = errno;
  if (file && std::fclose(file) != 0 && is_written) {
    is_written = false;
    error = errno;
  }
  if (!is_written) throw SystemError(fmt::format("cannot write {}: {}", path.string(), std::strerror(error)));
}

/// Which entries of a generated model are compared.
enum class Entries : std::uint8_t {
  Plain,
  Packed,  ///< those that take parameters in the order of the loops
};

/// What the entries of a model look like from outside, over those that take packed parameters.
constexpr const char* packed_entries =
    "#define EXPORT extern \"C\" __attribute__((visibility(\"default\")))\n"
    "namespace {\n"
    "generated::Model model;\n"
    "double packed[generated::Model::parameters], packed_bar[generated::Model::parameters];\n"
    "}\n"
    "EXPORT void mg_forward(const double* x, const double* p, double* y) {\n"
    "  generated::Model::pack(p, packed);\n"
    "  model.forward_packed(x, packed, y);\n"
    "}\n"
    "EXPORT void mg_backward(const double* x, const double* p, double* y, const double* y_bar, double* x_bar,\n"
    "                        double* p_bar) {\n"
    "  generated::Model::pack(p, packed);\n"
    "  model.backward_packed(x, packed, y, y_bar, x_bar, packed_bar);\n"
    "  generated::Model::unpack(packed_bar, p_bar);\n"
    "}\n";

/// Where models are compiled, and by what.
struct Workshop {
  std::filesystem::path directory;
  std::vector<std::string> compiler;
};

/// A generated model, compiled and loaded.
class Compiled {
 public:
  /// `options`: those that the model was lowered with.
  Compiled(const emit::Model& model, emit::Options options, const Workshop& workshop, Entries entries = Entries::Plain)
      : passes_parameters_(model.parameters_are_arguments),
        has_guards_(model.find("guards") && entries == Entries::Plain) {
    options.name = "generated";
    const bool has_backward = model.find("backward") != nullptr;
    const std::string stem = entries == Entries::Packed ? "packed"
                             : passes_parameters_       ? "argument"
                             : has_backward             ? "bake"
                                                        : "nodes";
    write_text(workshop.directory / (stem + ".h"), emit::header(model, options));
    const char* p = passes_parameters_ ? ", p" : "";
    std::string source = fmt::format(
        "#include \"{}.h\"\n"
        "#define EXPORT extern \"C\" __attribute__((visibility(\"default\")))\n"
        "namespace {{ generated::Model model; }}\n"
        "EXPORT void mg_forward(const double* x, const double* p, double* y) {{ (void)p; model.forward(x{}, y); "
        "}}\n",
        stem, p);
    if (entries == Entries::Packed) source = fmt::format("#include \"{}.h\"\n{}", stem, packed_entries);
    if (has_backward && entries == Entries::Plain) {
      source += fmt::format(
          "EXPORT void mg_backward(const double* x, const double* p, double* y, const double* y_bar, double* "
          "x_bar,\n                            double* p_bar) {{ (void)p; model.backward(x{}, y, y_bar, x_bar, p_bar); "
          "}}\n",
          p);
    }
    if (has_guards_) {
      source += fmt::format(
          "EXPORT int mg_guards(const double* x, const double* p) {{ (void)p; return model.guards(x{}); }}\n", p);
    }
    const auto path = workshop.directory / (stem + ".cc");
    const auto target = workshop.directory / (stem + ".so");
    write_text(path, source);
    // Hidden, as the loader would merge statics of equal names among libraries.
    const char* level = model.nodes < large ? "-O2" : "-O1";
    compile_library(workshop.compiler, path, target, {"-std=c++11", level, "-ffp-contract=off", "-fvisibility=hidden"});
    library_ = std::make_unique<Library>(target);
    forward = library_->function<void(const double*, const double*, double*)>("mg_forward");
    if (has_backward) {
      backward = library_->function<void(const double*, const double*, double*, const double*, double*, double*)>(
          "mg_backward");
    }
    if (has_guards_) guards = library_->function<int(const double*, const double*)>("mg_guards");
  }

  bool passes_parameters() const { return passes_parameters_; }

  void (*forward)(const double*, const double*, double*) = nullptr;
  void (*backward)(const double*, const double*, double*, const double*, double*, double*) = nullptr;
  int (*guards)(const double*, const double*) = nullptr;

 private:
  bool passes_parameters_;
  bool has_guards_;
  std::unique_ptr<Library> library_;
};

/// Compares one way of generating code at all points.
class Comparing {
 public:
  Comparing(const Graph& graph, const Compiled& compiled, Comparison& result)
      : graph_(graph), compiled_(compiled), result_(result), engine_(graph) {}

  void at(std::size_t point, std::span<const double> x, std::span<const double> p) {
    point_ = point;
    const std::size_t outputs = graph_.outputs().size();
    std::vector<double> expected(outputs), got(outputs);
    engine_.forward(x, p, expected);
    compiled_.forward(x.data(), p.data(), got.data());
    compare(expected, got, result_.values,
            [&](std::size_t i) { return fmt::format("value of {}", shown(graph_.text(graph_.outputs()[i].name))); });
    y_ = expected;

    if (compiled_.guards) {
      ++result_.guards;
      const bool holds = !engine_.broken_guard();
      if (holds != (compiled_.guards(x.data(), p.data()) != 0)) differ("guards", holds, !holds);
    }
    // All seeds 1, as null says; and seeds of many sizes.
    std::vector<double> seeds(outputs, 1.0);
    compare_gradients(x, p, seeds, nullptr);
    for (std::size_t i = 0; i < outputs; ++i) seeds[i] = (i % 2 ? -1.0 : 1.0) * (0.5 + static_cast<double>(i));
    compare_gradients(x, p, seeds, seeds.data());
  }

 private:
  void compare_gradients(std::span<const double> x, std::span<const double> p, std::span<const double> seeds,
                         const double* y_bar) {
    std::vector<double> x_bar(x.size()), p_bar(p.size()), got_x(x.size()), got_p(p.size()), y(graph_.outputs().size());
    engine_.backward(seeds, x_bar, p_bar);
    compiled_.backward(x.data(), p.data(), y.data(), y_bar, got_x.data(), got_p.data());
    compare(x_bar, got_x, result_.gradients, [&](std::size_t i) { return leaf(graph_.inputs()[i]); });
    compare(p_bar, got_p, result_.gradients, [&](std::size_t i) { return leaf(graph_.parameters()[i]); });
    compare(y_, y, result_.values, [&](std::size_t i) {
      return fmt::format("value of {}, by backward", shown(graph_.text(graph_.outputs()[i].name)));
    });
  }

  std::string leaf(NodeId id) const {
    const std::string_view name = graph_.name(id);
    return name.empty() ? fmt::format("gradient of %{}", id.index)
                        : fmt::format("gradient of {} (%{})", shown(name), id.index);
  }

  template <class Name>
  void compare(std::span<const double> expected, std::span<const double> got, std::size_t& count, Name&& name) {
    count += expected.size();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!same_number(expected[i], got[i])) differ(name(i), expected[i], got[i]);
    }
  }

  void differ(std::string what, double engine, double generated) {
    ++result_.differing;
    if (result_.first.size() < most_shown) result_.first.push_back({std::move(what), point_, engine, generated});
  }

  const Graph& graph_;
  const Compiled& compiled_;
  Comparison& result_;
  exec::Replay engine_;
  std::vector<double> y_;  // by the engine, at the point at hand
  std::size_t point_ = 0;
};

/// Generates every node as an output, to see which is the first that differs at `x`.
std::optional<std::string> first_differing_node(const Graph& graph, std::span<const double> x,
                                                const Workshop& workshop) {
  std::vector<Output> outputs;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (!is_leaf(graph.op({i}))) outputs.push_back({StringId{}, NodeId{i}});
  }
  if (outputs.empty()) return std::nullopt;
  const Graph all = extract(graph, outputs);
  const emit::Options options{.backward = false};
  const Compiled compiled(emit::lower(all, options), options, workshop);
  std::vector<double> got(outputs.size());
  compiled.forward(x.data(), nullptr, got.data());
  exec::Replay engine(graph);
  engine.forward(x, {});
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const NodeId id = outputs[i].node;
    const double expected = engine.values()[id.index];
    if (same_number(expected, got[i])) continue;
    const std::string_view name = graph.name(id);
    return fmt::format("%{} ({}{}): engine {}, generated {}", id.index, info(graph.op(id)).name,
                       name.empty() ? "" : " " + quoted_briefly(name), expected, got[i]);
  }
  return std::nullopt;
}

/// The same, going on to the adjoint graph where all values agree.
std::string first_difference(const Graph& graph, std::span<const double> x, const Workshop& workshop) {
  if (const auto node = first_differing_node(graph, x, workshop)) return *node;
  if (const auto node = first_differing_node(gradient(graph), x, workshop)) return "of the gradient, " + *node;
  return "none by itself; the difference comes from what surrounds it";
}

}  // namespace

bool Report::has_the_bits() const {
  const auto differs = [](const Comparison& comparison) { return comparison.differing > 0; };
  return std::ranges::none_of(comparisons, differs);
}

Report check(const Graph& graph, const Options& options) {
  const std::vector<double> x = recorded(graph, graph.inputs());
  const std::vector<double> p = recorded(graph, graph.parameters());
  std::optional<TemporaryDirectory> own;
  if (options.directory.empty()) own.emplace();
  const Workshop workshop{own ? own->path() : options.directory, compiler_command(options.compiler)};
  Report report;
  report.points = options.points + 1;

  const auto compare = [&](std::string name, const emit::Model& model, const emit::Options& generated,
                           Entries entries = Entries::Plain) {
    report.comparisons.push_back({.name = std::move(name)});
    const Compiled compiled(model, generated, workshop, entries);
    Comparing comparing(graph, compiled, report.comparisons.back());
    Points points(options.seed);
    for (std::size_t point = 0; point < report.points; ++point) {
      const bool odd = point % 2 == 0;
      const std::vector<double> here = point == 0 ? x : points.around(x, odd);
      const std::vector<double> with = point == 0 || !compiled.passes_parameters() ? p : points.around(p, odd);
      const std::size_t before = report.comparisons.back().differing;
      comparing.at(point, here, with);
      if (report.first_node.empty() && !compiled.passes_parameters() && report.comparisons.back().differing > before) {
        report.first_node = first_difference(graph, here, workshop);
      }
    }
  };
  const auto lowered = [&](const emit::Options& generated) {
    emit::Model model = emit::lower(graph, generated);
    report.proven += model.proven;
    return model;
  };
  emit::Options generated{.wrt = Wrt::All, .function_size = options.function_size};
  try {
    compare(p.empty() ? "no parameters" : "parameters baked", lowered(generated), generated);
    if (!p.empty()) {
      generated.parameters = emit::Parameters::Argument;
      const emit::Model model = lowered(generated);
      compare("parameters as arguments", model, generated);
      if (model.find("pack")) compare("parameters packed", model, generated, Entries::Packed);
    }
  } catch (const program::Unproven& error) {
    report.unproven = error.what();
    return report;
  }

  Points points(options.seed);
  report.difference_points = std::min(report.points, most_difference_points);
  for (std::size_t point = 0; point < report.difference_points; ++point) {
    const std::vector<double> here = point == 0 ? x : points.around(x, false);
    DifferenceResult result = compare_with_differences(graph, here, p, most_directions, options.seed + point);
    for (WrongSlope& wrong : result.first) wrong.point = point;
    report.differences.add(result);
  }
  return report;
}

}  // namespace mg::check
