#include "mg/reroll/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <numeric>

#include "mg/core/error.h"
#include "mg/passes/fold.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/program/lift.h"
#include "mg/program/proof.h"
#include "mg/program/verify.h"
#include "mg/reroll/packing.h"
#include "mg/reroll/reroll.h"
#include "mg/reroll/schedule.h"

namespace mg {
namespace {

constexpr std::uint32_t large = 10000;  // nodes

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

/// Makes a Program of an optimized graph, with loops where that is wanted and worth it.
class Maker {
 public:
  explicit Maker(const ProgramOptions& options) : options_(options), loops_(options.loops == Loops::Auto) {}

  Program operator()(const Graph& graph, const Layout& layout, std::vector<NodeId>* computed = nullptr) {
    Program program = make(graph, layout, computed);
    prove(graph, layout, program);
    return program;
  }
  std::uint64_t proven() const { return proven_; }

 private:
  Program make(const Graph& graph, const Layout& layout, std::vector<NodeId>* computed) {
    if (loops_) {
      if (auto rolled = reroll(graph, layout, options_.function_size)) return std::move(*rolled);
      // A large computation without loops has an adjoint without loops: not worth the time to look.
      if (graph.size() > large) loops_ = false;
    }
    return schedule(graph, layout, options_.function_size, computed);
  }

  void prove(const Graph& graph, const Layout& layout, const Program& program) {
    const program::Program lifted = program::lift(program);
    program::verify(lifted, "writing a program");
    const program::Proof proof = program::prove(graph, lift(layout), lifted);
    if (!proof.holds()) throw program::Unproven(fmt::format("a program is not its graph: {}", proof.difference));
    proven_ += proof.operations;
  }

  const ProgramOptions& options_;
  bool loops_;
  std::uint64_t proven_ = 0;
};

}  // namespace

std::uint32_t Programs::work() const {
  std::uint32_t most = forward.work;
  for (const auto* program : {&backward, &guards}) most = std::max(most, *program ? (*program)->work : 0);
  if (packed) most = std::max({most, packed->forward.work, packed->backward ? packed->backward->work : 0});
  return most;
}

Programs make_programs(const Graph& named, const ProgramOptions& options, Provenance* provenance) {
  assert(!provenance || options.loops == Loops::Off);
  if (options.function_size == 0) throw UsageError("function_size is 0: a function has at least one statement");
  const bool bakes = options.parameters == Parameters::Bake;
  const Wrt wrt = options.wrt.value_or(bakes ? Wrt::Inputs : Wrt::All);
  const Graph graph = without_names(named);
  const auto baked = [&](const Graph& g, Became* became = nullptr) {
    return bakes ? bake(g, became) : prune(g, became);
  };

  Programs programs;
  Maker program(options);
  Layout layout;
  layout.inputs = row(Space::Input, graph.inputs().size());
  if (!bakes) layout.parameters = row(Space::Parameter, graph.parameters().size());

  layout.outputs = row(Space::Output, graph.outputs().size());
  Became* const became = provenance ? &provenance->became : nullptr;
  if (became) *became = every_node(graph);
  const Graph values = extract(graph, graph.outputs(), became);
  const Graph values_baked = baked(values, became);
  Graph values_optimized = optimize(values_baked, became);
  programs.forward = program(values_optimized, layout, provenance ? &provenance->computed : nullptr);

  std::vector<std::uint32_t> user_order(graph.parameters().size()), packed_order;
  std::iota(user_order.begin(), user_order.end(), 0u);
  if (!bakes) packed_order = mg::packed_order(programs.forward, user_order.size()).value_or(user_order);
  const auto in_packed_order = [&](Layout packed) {
    for (Operand& parameter : packed.parameters) parameter.index = packed_order[parameter.index];
    for (Operand& output : packed.outputs) {
      if (output.space == Space::ParameterBar) output.index = packed_order[output.index];
    }
    return packed;
  };
  if (!bakes && packed_order != user_order) {
    programs.packed.emplace();
    programs.packed->forward = program(values_optimized, in_packed_order(layout));
    programs.packed->pack = copy_parameters(user_order, packed_order, options.function_size);
    programs.packed->unpack = copy_parameters(packed_order, user_order, options.function_size);
  }

  if (!graph.guards().empty()) {
    Layout guard_layout = layout;
    guard_layout.outputs.clear();
    for (std::uint32_t i = 0; i < graph.guards().size(); ++i) {
      guard_layout.outputs.push_back({graph.guards()[i].outcome ? Space::Held : Space::NotHeld, i});
    }
    programs.guards = program(optimize(baked(extract(graph, guard_outputs(graph)))), guard_layout);
  }

  if (options.backward) {
    programs.x_bar = wrt != Wrt::Parameters;
    programs.p_bar = wrt != Wrt::Inputs;
    // Baked parameters are constants to the gradient pass, too, unless it is their gradient that is wanted.
    const Graph adjoints = optimize(baked(
        gradient(wrt == Wrt::Inputs ? values_baked : values, {.wrt = wrt, .seeds_are_inputs = true, .names = false})));
    append(layout.inputs, row(Space::Seed, graph.outputs().size()));
    if (programs.x_bar) append(layout.outputs, row(Space::InputBar, graph.inputs().size()));
    if (programs.p_bar) append(layout.outputs, row(Space::ParameterBar, graph.parameters().size()));
    programs.backward = program(adjoints, layout);
    if (programs.packed) programs.packed->backward = program(adjoints, in_packed_order(layout));
  }
  programs.proven = program.proven();
  if (provenance) provenance->optimized = std::move(values_optimized);
  return programs;
}

}  // namespace mg
