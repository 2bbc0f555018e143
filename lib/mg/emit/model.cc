#include "mg/emit/model.h"

#include <algorithm>

#include "mg/passes/fold.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/passes/reroll.h"
#include "mg/passes/schedule.h"

namespace mg::emit {
namespace {

constexpr std::uint32_t large = 10000;  // nodes

std::vector<std::string> names_of(const Graph& graph, std::span<const NodeId> leaves) {
  std::vector<std::string> names;
  for (NodeId id : leaves) names.emplace_back(graph.name(id));
  return names;
}

std::vector<Operand> row(Space space, std::size_t count) {
  std::vector<Operand> operands;
  for (std::uint32_t i = 0; i < count; ++i) operands.push_back({space, i});
  return operands;
}

void append(std::vector<Operand>& to, const std::vector<Operand>& operands) {
  to.insert(to.end(), operands.begin(), operands.end());
}

/// The comparisons that have a guard, as outputs.
std::vector<Output> guard_outputs(const Graph& graph) {
  std::vector<Output> outputs;
  for (const Guard& guard : graph.guards()) outputs.push_back({StringId{}, guard.comparison});
  return outputs;
}

}  // namespace

std::uint32_t Model::work() const {
  return std::max({forward.work, backward ? backward->work : 0, guards ? guards->work : 0});
}

Model lower(const Graph& named, const Options& options) {
  const bool bakes = options.parameters == Parameters::Bake;
  const Wrt wrt = options.wrt.value_or(bakes ? Wrt::Inputs : Wrt::All);

  Model model;
  model.inputs = names_of(named, named.inputs());
  model.parameters = names_of(named, named.parameters());
  for (const Output& output : named.outputs()) model.outputs.emplace_back(named.text(output.name));
  const Graph graph = without_names(named);
  model.parameters_are_arguments = !bakes;
  model.nodes = graph.size();

  Layout layout;
  layout.inputs = row(Space::Input, model.inputs.size());
  if (!bakes) layout.parameters = row(Space::Parameter, model.parameters.size());
  const auto baked = [&](const Graph& g) { return bakes ? bake(g) : prune(g); };

  bool loops = options.loops == Loops::Auto;
  const auto program = [&](const Graph& optimized, const Layout& places) {
    if (loops) {
      if (auto rolled = reroll(optimized, places, options.function_size)) return std::move(*rolled);
      // A large computation without loops has an adjoint without loops: not worth the time to look.
      if (optimized.size() > large) loops = false;
    }
    return schedule(optimized, places, options.function_size);
  };

  layout.outputs = row(Space::Output, model.outputs.size());
  const Graph values = extract(graph, graph.outputs());
  const Graph values_baked = baked(values);
  model.forward = program(optimize(values_baked), layout);

  if (!graph.guards().empty()) {
    Layout guard_layout = layout;
    guard_layout.outputs = row(Space::Held, graph.guards().size());
    const Graph comparisons = baked(extract(graph, guard_outputs(graph)));
    model.guards = schedule(optimize(comparisons), guard_layout, options.function_size);
    for (const Guard& guard : graph.guards()) model.outcomes.push_back(guard.outcome);
  }

  if (options.backward) {
    model.x_bar = wrt != Wrt::Parameters;
    model.p_bar = wrt != Wrt::Inputs;
    // Baked parameters are constants to the gradient pass, too, unless it is their gradient that is wanted.
    const Graph adjoints =
        gradient(wrt == Wrt::Inputs ? values_baked : values, {.wrt = wrt, .seeds_are_inputs = true, .names = false});
    append(layout.inputs, row(Space::Seed, model.outputs.size()));
    if (model.x_bar) append(layout.outputs, row(Space::InputBar, model.inputs.size()));
    if (model.p_bar) append(layout.outputs, row(Space::ParameterBar, model.parameters.size()));
    model.backward = program(optimize(baked(adjoints)), layout);
  }
  return model;
}

}  // namespace mg::emit
