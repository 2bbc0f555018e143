// The adjoint graph of each op, node by node: what a rule records is part of the files that people keep.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mg/passes/gradient.h"
#include "support/bodies.h"
#include "support/golden.h"

namespace mg {
namespace {

std::vector<double> attributes_of(Op op) {
  if (op == Op::PowConst) return {2.0, 3.0, -1.0, 0.5, 1.0, 0.0, 2.5};
  return {info(op).attribute.value_or(0.0)};
}

/// The op over inputs.
Graph of_inputs(Op op, double attribute) {
  Graph g;
  std::array<NodeId, 3> arguments;
  for (int k = 0; k < info(op).arity; ++k) arguments[k] = g.append_leaf(Op::Input, 0.25 * (k + 1));
  g.append_output("y", g.append(op, arguments, attribute));
  return g;
}

TEST(Adjoints, AreTheSameNodesAsEver) {
  std::string text;
  for (std::size_t i = 0; i < op_count; ++i) {
    const auto op = static_cast<Op>(i);
    if (is_leaf(op)) continue;
    for (const double attribute : attributes_of(op)) {
      const Graph once = gradient(of_inputs(op, attribute));
      text += test::body_of(once) + '\n';
      EXPECT_TRUE(once.guards().empty()) << info(op).name << ": a rule has no branches on its numbers";
      EXPECT_TRUE(gradient(once).guards().empty()) << info(op).name;
    }
  }
  test::expect_golden("adjoints.txt", text);
}

}  // namespace
}  // namespace mg
