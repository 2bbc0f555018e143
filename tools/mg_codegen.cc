// mg-codegen: a graph as C++.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cli.h"
#include "code_options.h"
#include "mg/base/error.h"
#include "mg/base/nearest.h"
#include "mg/base/quote.h"
#include "mg/emit/header.h"
#include "mg/emit/report.h"
#include "mg/program/pipeline.h"
#include "mg/program/text.h"

namespace mg {
namespace {

constexpr std::string_view report_formats[] = {"text", "json"};

/// What is written instead of the code, or beside it.
struct Settings {
  cli::OptionalArgument report;
  std::string dump;
};

void require_known(const Settings& settings) {
  if (settings.report.given && !settings.dump.empty()) {
    throw UsageError("--dump shows a program instead of the code, and --report tells of the code: one at a time");
  }
  if (!settings.report.given || settings.report.argument.empty()) return;
  if (std::ranges::find(report_formats, settings.report.argument) == std::end(report_formats)) {
    throw UsageError(fmt::format("--report: text or json is wanted, not {}{}", quoted_briefly(settings.report.argument),
                                 did_you_mean(settings.report.argument, report_formats)));
  }
}

/// The stages that --dump shows.
std::string stage_list() {
  std::string text = fmt::format("{:<10}  {}\n", program::first_stage,
                                 "what repeats in the graph, as it was found; or a straight line");
  for (const program::Stage& stage : program::stages()) text += fmt::format("{:<10}  {}\n", stage.name, stage.purpose);
  return text;
}

/// Notes the Programs of one stage, as text.
class Dump {
 public:
  explicit Dump(std::string_view stage) : stage_(stage) {
    std::vector<std::string_view> names{program::first_stage};
    for (const program::Stage& its : program::stages()) names.push_back(its.name);
    if (stage.empty() || stage == "list" || std::ranges::find(names, stage) != names.end()) return;
    names.push_back("list");
    throw UsageError(fmt::format("--dump: {} is no stage{}; --dump list shows them", quoted_briefly(stage),
                                 did_you_mean(stage, names)));
  }

  Watch watch() {
    if (stage_.empty()) return {};
    return [this](std::string_view entry, std::string_view stage, const program::Program& program) {
      if (stage == stage_) text_ += fmt::format("{}# {}\n{}", text_.empty() ? "" : "\n", entry, to_text(program));
    };
  }
  const std::string& text() const { return text_; }

 private:
  std::string_view stage_;
  std::string text_;
};

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

emit::Model lowered(const cli::Session& session, const emit::Options& options, const Watch& watch) {
  const Graph graph = session.read_graph();
  session.warn_of_equal_names(graph);
  warn_of_nothing_to_compute(session, graph, options);
  return emit::lower(graph, options, watch);
}

}  // namespace
}  // namespace mg

int main(int argc, char** argv) {
  using namespace mg;
  Settings settings;
  cli::CodeOptions code;
  std::vector<cli::Option> table = code.rows();
  table.push_back({"report", &settings.report,
                   "tell what the code costs and which loops were found, as text or json; the code is written only "
                   "with -o",
                   "FORMAT"});
  table.push_back({"dump", &settings.dump,
                   "show the program at a stage on its way from loops to code, instead of the code; list: the stages",
                   "STAGE"});
  const cli::Command command{
      .name = "mg-codegen",
      .summary =
          "Turns a recorded graph into C++: one header, without dependencies, that computes its values and\n"
          "gradients with the bits of the engine that recorded it. What repeats in the graph becomes loops.",
      .example =
          "mg-codegen loss.graph -o loss.h\n"
          "mg-codegen net.graph --parameters argument --wrt parameters --name net -o net.h\n"
          "mg-codegen net.graph --report",
      .options = std::move(table),
      .notes =
          "The header has struct NAME::Model with forward(x, y) and backward(x, y, y_bar, x_bar), and guards(x)\n"
          "where the graph took branches; its first lines tell what it costs and how to compile it."};
  return cli::run(command, argc, argv, [&](cli::Session& session) -> int {
    const emit::Options options = code.options(session.input());
    require_known(settings);
    Dump dump(settings.dump);
    if (settings.dump == "list") return session.write(stage_list()), cli::done;
    const emit::Model model = lowered(session, options, dump.watch());
    if (!settings.dump.empty()) return session.write(dump.text()), cli::done;
    if (!settings.report.given || session.output() != "-") session.write(emit::header(model, options));
    if (settings.report.given) {
      const bool json = settings.report.argument == "json";
      const cli::Session to_standard_output(command.name, {});
      to_standard_output.write(json ? emit::json_report(model) : emit::text_report(model, options));
    }
    return cli::done;
  });
}
