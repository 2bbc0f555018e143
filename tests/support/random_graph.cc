#include "support/random_graph.h"

#include <cmath>
#include <iterator>
#include <limits>
#include <string>

#include "mg/base/hash.h"
#include "mg/core/ops.h"
#include "mg/core/pattern.h"

namespace mg::test {

std::uint64_t Random::next() { return spread(state_ += golden); }

double Random::uniform(double low, double high) {
  return low + (high - low) * (static_cast<double>(next() >> 11) * 0x1p-53);
}

double Random::number(bool wild) {
  constexpr double special[] = {0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                2.0,
                                0.5,
                                std::numeric_limits<double>::infinity(),
                                -3.0,
                                1e300,
                                5e-324,
                                1e-310,
                                -1e200,
                                -std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()};
  if (wild && below(4) == 0) return special[below(std::size(special))];
  // Often a round number: those are the ones that identities are about.
  return below(4) == 0 ? std::round(uniform(-3, 3)) : uniform(-2, 2);
}

/// An op, or its derivative.
static bool calls_library(Op op, double attribute) {
  if (trace(op, attribute).calls_library()) return true;
  return op == Op::PowConst && trace(op, attribute - 1.0).calls_library();
}

Graph random_graph(std::uint64_t seed, const RandomGraphOptions& options) {
  Random random(seed);
  Graph g;
  for (std::uint32_t i = 0; i < options.inputs; ++i) {
    g.append_leaf(Op::Input, random.number(options.wild), "x" + std::to_string(i));
  }
  for (std::uint32_t i = 0; i < options.parameters; ++i) {
    g.append_leaf(Op::Parameter, random.number(options.wild), "p" + std::to_string(i));
  }
  if (g.size() == 0) g.append_leaf(Op::Constant, random.number(options.wild));

  int depth = 0;
  for (std::uint32_t made = 0; made < options.nodes; ++made) {
    if (depth < 4 && random.below(10) == 0)
      g.open_scope("scope" + std::to_string(random.below(3))), ++depth;
    else if (depth > 0 && random.below(8) == 0)
      g.close_scope(), --depth;

    // An argument is recent or any, so that the graph is both deep and wide.
    const auto argument = [&] {
      if (random.below(6) == 0) return g.append_leaf(Op::Constant, random.number(options.wild));
      const std::uint32_t back = 1 + random.below(random.below(2) ? g.size() : std::min(g.size(), 8u));
      return NodeId{g.size() - back};
    };
    const Op op = static_cast<Op>(random.below(op_count));
    if (is_leaf(op)) continue;
    std::array<NodeId, 3> arguments;
    for (int k = 0; k < info(op).arity; ++k) arguments[k] = argument();
    constexpr double exponents[] = {2, 3, -1, 0.5, 1, 0, 1.0 / 3, -2.5, 1e-8, 7};
    const double attribute = op == Op::PowConst   ? exponents[random.below(std::size(exponents))]
                             : info(op).attribute ? (random.below(2) ? *info(op).attribute : 0.0)
                                                  : 0.0;
    if (options.exact && calls_library(op, attribute)) continue;
    const NodeId id = g.append(op, arguments, attribute);
    if (random.below(12) == 0) g.set_name(id, "node " + std::to_string(made));
    const bool comparison = op == Op::Lt || op == Op::Le || op == Op::Eq;
    if (comparison && random.below(3) == 0) g.append_guard(id, g.value(id) != 0.0, "cost.h:" + std::to_string(made));
  }
  for (; depth > 0; --depth) g.close_scope();
  // The first output gathers from all over, so that most nodes are live; the others are any nodes.
  NodeId gathered{g.size() - 1};
  const Op bounded = options.exact ? Op::Relu : Op::Sin;
  for (std::uint32_t i = 0; i < options.nodes / 4; ++i) {
    const Op op = random.below(3) == 0 ? Op::Max : Op::Add;
    gathered = g.append(op, {gathered, g.append(bounded, {NodeId{random.below(g.size())}})});
  }
  for (std::uint32_t i = 0; i < options.outputs; ++i) {
    const NodeId id = i == 0 ? gathered : NodeId{random.below(g.size())};
    g.append_output("y" + std::to_string(i), id);
  }
  return g;
}

}  // namespace mg::test
