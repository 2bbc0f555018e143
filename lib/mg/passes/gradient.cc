#include "mg/passes/gradient.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/node_text.h"
#include "mg/core/ops.h"
#include "mg/passes/dependents.h"
#include "mg/passes/rewrite.h"

namespace mg {
namespace {

/// Whether a number that is not recorded is `number`; Values that are recorded are not looked into.
bool is_plain(const Value& value, double number) { return !value.is_recorded() && value.data() == number; }

/// Conditions are Values too: any but 0 is true. Plain ones are known now; `both` is not asked of 0, nor `either` to
/// add it.
Value both(const Value& a, const Value& b) {
  if (!a.is_recorded()) return b;
  if (!b.is_recorded()) return a;
  return select(a, b, Value(0.0));
}
Value either(const Value& a, const Value& b) {
  if (is_plain(a, 0.0)) return b;
  if (!a.is_recorded() || !b.is_recorded()) return 1.0;
  return select(a, Value(1.0), b);
}

/// adjoint * partial, without the product where the partial is 1 or -1.
Value scaled(const Value& adjoint, const Value& partial) {
  if (is_plain(partial, 1.0)) return adjoint;
  if (is_plain(partial, -1.0)) return -adjoint;
  return adjoint * partial;
}

/// The sweep of sweep.cc over Values: what it adds up, this records.
class AdjointRecorder {
 public:
  AdjointRecorder(Graph& graph, std::vector<bool> active)
      : graph_(graph), active_(std::move(active)), adjoints_(active_.size()) {}

  void seed(NodeId root, const Value& seed) {
    if (!active_[root.index]) return;
    add(root, seed);
    adjoints_[root.index].reached = 1.0;
  }

  void sweep() {
    for (std::uint32_t i = static_cast<std::uint32_t>(adjoints_.size()); i-- > 0;) {
      if (active_[i] && !is_plain(adjoints_[i].reached, 0.0)) {
        visit(graph_.op({i}), [&]<class O>(O) { pull_back<O>({i}); });
      }
    }
  }

  /// d(root)/d(leaf), 0 where the root does not depend on it.
  Value of(NodeId leaf) const { return adjoints_[leaf.index].sum; }

 private:
  struct Adjoint {
    Value sum = 0.0;
    Value reached = 0.0;  // the condition under which a root reaches the node; 0: never, 1: always
  };

  template <class O> void pull_back(NodeId id) {
    if constexpr (O::info.arity > 0 && O::info.uses != Uses::Nothing) {
      constexpr std::size_t arity = O::info.arity;
      const auto arguments = graph_.arguments(id);
      std::array<Value, arity> x;
      for (std::size_t k = 0; k < arity; ++k) x[k] = graph_.at(arguments[k]);
      const auto partials = partials_op<O>(x, graph_.at(id), graph_.attribute(id));
      const Adjoint from = adjoints_[id.index];
      if constexpr (O::info.uses == Uses::Taken) {
        const auto taken = taken_op<O>(x);
        for (std::size_t k = 0; k < arity; ++k) {
          if (!active_[arguments[k].index] || is_plain(taken[k], 0.0)) continue;
          // Where this node is unreached its adjoint is 0, and 0 is what it passes on.
          add(arguments[k], select(taken[k], scaled(from.sum, partials[k]), Value(0.0)));
          reach(arguments[k], both(from.reached, taken[k]));
        }
      } else {
        for (std::size_t k = 0; k < arity; ++k) {
          if (!active_[arguments[k].index]) continue;
          Value contribution = scaled(from.sum, partials[k]);
          // Unreached, this node has the adjoint 0; a partial that may be infinite would make a NaN of it.
          if (from.reached.is_recorded() && !is_known_finite(partials[k])) {
            contribution = select(from.reached, contribution, Value(0.0));
          }
          add(arguments[k], contribution);
          reach(arguments[k], from.reached);
        }
      }
    }
  }

  /// As a float, too.
  bool is_known_finite(const Value& partial) const {
    return (!partial.is_recorded() || graph_.op(partial.id()) == Op::Constant) &&
           std::fabs(partial.data()) <= double{std::numeric_limits<float>::max()};
  }

  /// Sums start at +0. An inner node's may start with its first term instead: that can only turn a +0 into a -0, which
  /// makes no difference to any sum that a leaf starts with +0.
  void add(NodeId id, const Value& contribution) {
    Value& sum = adjoints_[id.index].sum;
    const bool first = !sum.is_recorded();
    sum = first && !is_leaf(graph_.op(id)) ? contribution : sum + contribution;
  }

  void reach(NodeId id, const Value& condition) {
    Value& reached = adjoints_[id.index].reached;
    if (!is_leaf(graph_.op(id))) reached = either(reached, condition);
  }

  Graph& graph_;
  std::vector<bool> active_;
  std::vector<Adjoint> adjoints_;
};

/// The leaves to differentiate by, in the order of the result's outputs.
std::vector<NodeId> leaves_of(const Graph& graph, Wrt wrt) {
  std::vector<NodeId> leaves;
  if (wrt != Wrt::Parameters) leaves.assign(graph.inputs().begin(), graph.inputs().end());
  if (wrt != Wrt::Inputs) leaves.insert(leaves.end(), graph.parameters().begin(), graph.parameters().end());
  return leaves;
}

std::string name_or_id(const Graph& graph, NodeId id) {
  const std::string_view name = graph.name(id);
  return name.empty() ? id_text(id) : std::string(name);
}

}  // namespace

Graph gradient(const Graph& graph, const GradientOptions& options) {
  graph.require_kept_output();
  const auto outputs = graph.outputs();
  if (options.output && *options.output >= outputs.size()) {
    throw UsageError(fmt::format("gradient: there is no output {} of {}", *options.output, outputs.size()));
  }
  Rewriter rewrite(graph);
  rewrite.for_each_node([&](NodeId id) { rewrite.map(id, rewrite.copy(id)); });
  Graph result = rewrite.finish();

  const std::vector<NodeId> leaves = leaves_of(graph, options.wrt);
  const auto scope = result.scope("gradient");
  AdjointRecorder adjoints(result, dependents(graph, leaves));
  std::string root = "y";
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::string name(graph.text(outputs[i].name));
    const bool chosen = !options.output || *options.output == i;
    if (chosen && (options.output || outputs.size() == 1)) root = name;
    if (options.seeds_are_inputs) {
      const Value seed = result.input(options.names ? "seed " + name : "", 1.0);
      if (chosen) adjoints.seed(outputs[i].node, seed);
    } else if (chosen) {
      adjoints.seed(outputs[i].node, result.constant(1.0));
    }
  }
  adjoints.sweep();
  for (NodeId leaf : leaves) {
    const std::string name = options.names ? fmt::format("d{}/d{}", root, name_or_id(graph, leaf)) : "";
    result.output(name, adjoints.of(leaf));
  }
  return result;
}

}  // namespace mg
