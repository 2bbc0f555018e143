#include "mg/reroll/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/passes/fold.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/program/layout.h"
#include "mg/program/pipeline.h"
#include "mg/program/proof.h"
#include "mg/reroll/packing.h"
#include "mg/reroll/provenance.h"
#include "mg/reroll/reroll.h"
#include "mg/reroll/straight_line.h"

namespace mg {
namespace {

using program::Layout;
using program::Place;
using program::Role;

constexpr std::uint32_t large = 10000;  // nodes

void append(std::vector<Place>& to, const std::vector<Place>& places) {
  to.insert(to.end(), places.begin(), places.end());
}

/// The comparisons that have a guard, as outputs.
std::vector<Output> guard_outputs(const Graph& graph) {
  std::vector<Output> outputs;
  for (const Guard& guard : graph.guards()) outputs.push_back({StringId{}, guard.comparison});
  return outputs;
}

/// A graph that copies parameters, each to the output of its index.
Graph copies(std::size_t parameters) {
  Graph graph;
  for (std::size_t i = 0; i < parameters; ++i) graph.append_output({}, graph.append_leaf(Op::Parameter, 0.0));
  return graph;
}

class Maker {
 public:
  Maker(const Graph& graph, const CodeOptions& options, const Watch& watch)
      : graph_(graph),
        options_(options),
        watch_(watch),
        bakes_(options.parameters == Parameters::Bake),
        wrt_(wrt_of(options)),
        loops_(options.loops == Loops::Auto) {}

  Programs run(Provenance* provenance) {
    NodeMap* const became = provenance ? &provenance->became : nullptr;
    if (became) *became = identity_map(graph_);
    const Graph values = extract(graph_, graph_.outputs(), became);
    const Graph values_baked = baked(values, became);
    make_forward(optimized(values_baked, became), provenance);
    // Baked parameters are constants to the gradient pass, too, unless it is their gradient that is wanted.
    if (options_.backward) make_backward(wrt_ == Wrt::Inputs ? values_baked : values);
    if (!graph_.guards().empty()) make_guards();
    if (!packed_order_.empty()) make_packed();
    if (provenance) provenance->optimized = std::move(forward_.graph);
    return std::move(programs_);
  }

 private:
  /// What was made of a graph, and from what.
  struct Made {
    Graph graph;
    Layout layout;
    program::Program first;  // as its loops were found, where it has any and is wanted in another order
  };

  Graph baked(const Graph& graph, NodeMap* became = nullptr) const {
    return bakes_ ? bake(graph, became) : prune(graph, became);
  }

  Graph optimized(const Graph& graph, NodeMap* became = nullptr) const {
    return options_.scalar == program::Scalar::Float ? optimize<float>(graph, became) : optimize(graph, became);
  }

  // --- entries ---

  std::vector<Entry::Argument> inputs() const {
    std::vector<Entry::Argument> arguments{{Role::Input, "x"}};
    if (!bakes_) arguments.push_back({Role::Parameter, "p"});
    return arguments;
  }
  std::vector<Entry::Argument> of_forward() const {
    std::vector<Entry::Argument> arguments = inputs();
    arguments.push_back({Role::Output, "y"});
    return arguments;
  }
  std::vector<Entry::Argument> of_backward() const {
    std::vector<Entry::Argument> arguments = of_forward();
    arguments.push_back({Role::Seed, "y_bar"});
    if (wrt_ != Wrt::Parameters) arguments.push_back({Role::InputBar, "x_bar"});
    if (wrt_ != Wrt::Inputs) arguments.push_back({Role::ParameterBar, "p_bar"});
    return arguments;
  }

  Layout leaves() const {
    Layout layout{row(Role::Input, graph_.inputs().size()), {}, {}};
    if (!bakes_) layout.parameters = row(Role::Parameter, graph_.parameters().size());
    return layout;
  }

  void make_forward(Graph&& graph, Provenance* provenance) {
    Layout layout = leaves();
    layout.outputs = row(Role::Output, graph_.outputs().size());
    forward_ = {std::move(graph), std::move(layout), {}};
    auto* const computed = provenance ? &provenance->computed : nullptr;
    add({.name = "forward", .purpose = "Values of the outputs.", .arguments = of_forward(), .program = {}}, forward_,
        !bakes_, computed);
    if (!forward_.first.loops.empty()) {  // else there are no lanes
      packed_order_ =
          packed_order(programs_.entries[0].program, graph_.parameters().size()).value_or(std::vector<std::uint32_t>());
    }
    if (packed_order_.empty() && !provenance) forward_ = Made();  // its memory is wanted for backward
  }

  void make_backward(const Graph& graph) {
    Layout layout = leaves();
    append(layout.inputs, row(Role::Seed, graph_.outputs().size()));
    layout.outputs = row(Role::Output, graph_.outputs().size());
    if (wrt_ != Wrt::Parameters) append(layout.outputs, row(Role::InputBar, graph_.inputs().size()));
    if (wrt_ != Wrt::Inputs) append(layout.outputs, row(Role::ParameterBar, graph_.parameters().size()));
    backward_ = {optimized(baked(gradient(graph, {.wrt = wrt_, .seeds_are_inputs = true, .names = false}))),
                 std::move(layout),
                 {}};
    add({.name = "backward",
         .purpose = "Values of the outputs, and the vector-Jacobian product for the seeds y_bar (null: all ones).",
         .arguments = of_backward(),
         .program = {}},
        backward_, !packed_order_.empty());
  }

  void make_guards() {
    Layout layout = leaves();
    for (std::uint32_t i = 0; i < graph_.guards().size(); ++i) {
      layout.outputs.push_back({graph_.guards()[i].outcome ? Role::Held : Role::NotHeld, i});
    }
    Made made{optimized(baked(extract(graph_, guard_outputs(graph_)))), std::move(layout), {}};
    add({.name = "guards",
         .purpose = "Whether every comparison that a branch was taken on while recording comes out the same here. "
                    "Where it does not, the model computes the other branch's formula.",
         .arguments = inputs(),
         .checks = true,
         .program = {}},
        made, false);
  }

  void make_packed() {
    std::vector<std::uint32_t> user_order(packed_order_.size());
    std::iota(user_order.begin(), user_order.end(), 0u);
    make_copy("pack",
              "The parameters in the order in which the loops read them, and back: for those who call more often "
              "than they change parameters. The entries below take and give parameters in that order.",
              {{Role::Parameter, "p"}, {Role::Output, "packed"}}, user_order, packed_order_);
    make_copy("unpack", "", {{Role::Parameter, "packed"}, {Role::Output, "p"}}, packed_order_, user_order);
    add_packed({.name = "forward_packed", .purpose = "", .arguments = of_forward(), .program = {}}, forward_);
    if (!options_.backward) return;
    add_packed({.name = "backward_packed", .purpose = "", .arguments = of_backward(), .program = {}}, backward_);
  }

  void make_copy(std::string_view name, std::string_view purpose, std::vector<Entry::Argument> arguments,
                 const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to) {
    Made made{copies(from.size()), {}, {}};
    for (std::size_t i = 0; i < from.size(); ++i) {
      made.layout.parameters.push_back({Role::Parameter, from[i]});
      made.layout.outputs.push_back({Role::Output, to[i]});
    }
    add({.name = name, .purpose = purpose, .arguments = std::move(arguments), .copies = true, .program = {}}, made,
        false);
  }

  /// The same entry over parameters in another order.
  void add_packed(Entry entry, const Made& made) {
    Layout layout = made.layout;
    for (Place& parameter : layout.parameters) parameter.index = packed_order_[parameter.index];
    for (Place& output : layout.outputs) {
      if (output.role == Role::ParameterBar) output.index = packed_order_[output.index];
    }
    add(std::move(entry), made.graph, layout, reorder_parameters(made.first, packed_order_));
  }

  // --- Programs ---

  /// `again`: it may be wanted in another order.
  void add(Entry entry, Made& made, bool again, std::vector<program::Computed>* computed = nullptr) {
    program::Program first = find_loops_or_not(made.graph, made.layout);
    if (again && !first.loops.empty()) made.first = first;
    add(std::move(entry), made.graph, made.layout, std::move(first), computed);
  }

  program::Program find_loops_or_not(const Graph& graph, const Layout& layout) {
    if (loops_) {
      if (auto found = find_loops(graph, layout)) return std::move(*found);
      // A large computation without loops has an adjoint without loops: not worth the time to look.
      if (graph.size() > large) loops_ = false;
    }
    return straight_line(graph, layout, options_.function_size);
  }

  void add(Entry entry, const Graph& graph, const Layout& layout, program::Program first,
           std::vector<program::Computed>* computed = nullptr) {
    const auto watch = [&](std::string_view stage, const program::Program& program) {
      if (watch_) watch_(entry.name, stage, program);
    };
    entry.program = program::lower(
        std::move(first), {.function_size = options_.function_size, .lanes = options_.language == Language::Cplusplus},
        watch);
    const program::Proof proof = program::prove(graph, layout, entry.program, computed);
    if (!proof.holds()) throw program::Unproven(fmt::format("{} is not its graph: {}", entry.name, proof.difference));
    programs_.proven += proof.operations;
    programs_.entries.push_back(std::move(entry));
  }

  const Graph& graph_;
  const CodeOptions& options_;
  const Watch& watch_;
  const bool bakes_;
  const Wrt wrt_;
  bool loops_;
  Made forward_, backward_;
  std::vector<std::uint32_t> packed_order_;  // where it is not the user's
  Programs programs_;
};

}  // namespace

Wrt wrt_of(const CodeOptions& options) {
  return options.wrt.value_or(options.parameters == Parameters::Bake ? Wrt::Inputs : Wrt::All);
}

bool Entry::takes(Role role) const { return std::ranges::find(arguments, role, &Argument::role) != arguments.end(); }

const Entry* Programs::find(std::string_view name) const {
  const auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

const program::Program& Programs::at(std::string_view name) const {
  const Entry* const entry = find(name);
  if (!entry) throw UsageError(fmt::format("there is no entry {}", quoted_briefly(name)));
  return entry->program;
}

std::uint32_t Programs::work() const {
  std::uint32_t most = 0;
  for (const Entry& entry : entries) most = std::max(most, entry.work());
  return most;
}

Programs make_programs(const Graph& graph, const CodeOptions& options, const Watch& watch, Provenance* provenance) {
  if (options.function_size == 0) throw UsageError("function_size is 0: a function has at least one operation");
  const Graph unnamed = without_names(graph);
  return Maker(unnamed, options, watch).run(provenance);
}

}  // namespace mg
