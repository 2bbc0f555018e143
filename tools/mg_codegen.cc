// mg-codegen: a graph as C++.

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "cli.h"
#include "mg/base/nearest.h"
#include "mg/base/quote.h"
#include "mg/core/error.h"
#include "mg/emit/header.h"
#include "mg/emit/literal.h"
#include "mg/emit/report.h"

namespace mg {
namespace {

constexpr long least_split = 1;
constexpr long most_split = 1000000;

struct Settings {
  std::string name;
  std::string parameters = "bake";
  std::string wrt;
  bool no_backward = false;
  std::string loops = "auto";
  long split = 256;
  cli::OptionalArgument report;
};

emit::Options options_of(const Settings& settings, const std::string& input) {
  emit::Options options;
  const std::filesystem::path path(input);
  options.source = input == "-" ? "standard input" : path.filename().string();
  options.name = !settings.name.empty() ? settings.name
                 : input == "-"         ? "model"
                                        : emit::to_identifier(path.stem().string());
  if (!emit::is_identifier(options.name)) {
    throw UsageError(fmt::format("--name: {} cannot be the name of a C++ namespace", quoted_briefly(options.name)));
  }
  options.parameters = settings.parameters == "argument" ? emit::Parameters::Argument : emit::Parameters::Bake;
  options.backward = !settings.no_backward;
  if (!settings.wrt.empty()) {
    if (settings.no_backward) throw UsageError("--wrt says what backward computes; --no-backward leaves it out");
    options.wrt = settings.wrt == "inputs" ? Wrt::Inputs : settings.wrt == "parameters" ? Wrt::Parameters : Wrt::All;
  }
  if (settings.report.given && !settings.report.argument.empty() && settings.report.argument != "text" &&
      settings.report.argument != "json") {
    constexpr std::array<std::string_view, 2> formats{"text", "json"};
    throw UsageError(fmt::format("--report: text or json is wanted, not {}{}", quoted_briefly(settings.report.argument),
                                 did_you_mean(settings.report.argument, formats)));
  }
  options.loops = settings.loops == "off" ? emit::Loops::Off : emit::Loops::Auto;
  if (settings.split < least_split || settings.split > most_split) {
    throw UsageError(fmt::format("--split: a number from {} to {} is wanted", least_split, most_split));
  }
  options.function_size = static_cast<std::uint32_t>(settings.split);
  return options;
}

/// Code that computes nothing is right for the options, but hardly what was meant.
void warn_of_nothing_to_compute(const cli::Session& session, const Graph& graph, const emit::Options& options) {
  const bool has_inputs = !graph.inputs().empty(), has_parameters = !graph.parameters().empty();
  if (!has_inputs && has_parameters && options.parameters == emit::Parameters::Bake) {
    session.warn(
        "the graph has no inputs, and parameters are baked: every output is a constant; --parameters argument passes "
        "them in");
  } else if (options.wrt == Wrt::Inputs && !has_inputs && has_parameters) {
    session.warn("--wrt inputs: the graph has none, so that backward computes no gradient");
  } else if (options.wrt == Wrt::Parameters && !has_parameters && has_inputs) {
    session.warn("--wrt parameters: the graph has none, so that backward computes no gradient");
  }
}

emit::Model lowered(const cli::Session& session, const emit::Options& options) {
  const Graph graph = session.read_graph();
  session.warn_of_equal_names(graph);
  warn_of_nothing_to_compute(session, graph, options);
  return emit::lower(graph, options);
}

}  // namespace
}  // namespace mg

int main(int argc, char** argv) {
  using namespace mg;
  Settings settings;
  const cli::Command command{
      .name = "mg-codegen",
      .summary =
          "Turns a recorded graph into C++: one header, without dependencies, that computes its values and\n"
          "gradients with the bits of the engine that recorded it. What repeats in the graph becomes loops.",
      .example =
          "mg-codegen loss.graph -o loss.h\n"
          "mg-codegen net.graph --parameters argument --wrt parameters --name net -o net.h\n"
          "mg-codegen net.graph --report",
      .options = {{"name", &settings.name, "the namespace; from the file's name if not given", "NAME"},
                  {"parameters",
                   &settings.parameters,
                   "bake: constants of their recorded values; argument: passed in",
                   "HOW",
                   {"bake", "argument"}},
                  {"wrt",
                   &settings.wrt,
                   "what backward differentiates by; inputs where parameters are baked, else all",
                   "WHAT",
                   {"inputs", "parameters", "all"}},
                  {"no-backward", &settings.no_backward, "only forward"},
                  {"loops",
                   &settings.loops,
                   "auto: find what repeats and write it as loops, with the same bits; off: straight-line code",
                   "WHEN",
                   {"auto", "off"}},
                  {"split", &settings.split, "operations in one function, about: compilers are slow on long ones", "N"},
                  {"report", &settings.report,
                   "tell what the code costs and which loops were found, as text or json; the code is written only "
                   "with -o",
                   "FORMAT"}},
      .notes =
          "The header has struct NAME::Model with forward(x, y) and backward(x, y, y_bar, x_bar), and guards(x)\n"
          "where the graph took branches; its first lines tell what it costs and how to compile it."};
  return cli::run(command, argc, argv, [&](cli::Session& session) -> int {
    const emit::Options options = options_of(settings, session.input());
    const emit::Model model = lowered(session, options);
    if (!settings.report.given || session.output() != "-") session.write(emit::header(model, options));
    if (settings.report.given) {
      const bool json = settings.report.argument == "json";
      const cli::Session to_standard_output(command.name, {});
      to_standard_output.write(json ? emit::json_report(model) : emit::text_report(model, options));
    }
    return cli::done;
  });
}
