// The loops of sweep.cc against plain ones: the same bits, whatever the shape of the graph.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

#include "core/near.h"
#include "core/plain_sweep.h"
#include "mg/core/graph.h"
#include "mg/core/sweep.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::is_same;
using test::plain_evaluation;
using test::plain_sweep;

/// The sweep in floats, over the values of the leaves rounded to floats.
void expect_float_adjoints(const Graph& graph, std::span<const NodeId> roots, std::span<const double> seeds,
                           const std::vector<double>& leaves) {
  const std::vector<double> recorded(graph.tape().values().begin(), graph.tape().values().end());
  const std::vector<float> values = plain_evaluation<float>(graph, recorded);
  std::vector<float> adjoints(leaves.begin(), leaves.end());  // a small negative one becomes -0
  clear_inner<float>(graph.tape(), adjoints);
  NodeId last{0};
  for (std::size_t k = 0; k < roots.size(); ++k) {
    seed<float>(adjoints, roots[k], static_cast<float>(seeds[k]));
    last = std::max(last, roots[k]);
  }
  sweep<float>(graph.tape(), values, adjoints, last);
  const std::vector<float> expected = plain_sweep(graph, values, roots, seeds, leaves);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    ASSERT_TRUE(is_same(shown_adjoint(adjoints[i]), shown_adjoint(expected[i])))
        << "%" << i << " = " << info(graph.op({i})).name;
  }
}

/// Sweeps `graph` from `roots`, and compares what its nodes then have with what they have by the plain loop.
void expect_adjoints(Graph& graph, std::span<const NodeId> roots, std::span<const double> seeds) {
  std::vector<double> leaves;
  for (std::uint32_t i = 0; i < graph.size(); ++i) leaves.push_back(graph.adjoint({i}));
  const std::vector<double> values(graph.tape().values().begin(), graph.tape().values().end());
  const std::vector<double> expected = plain_sweep(graph, values, roots, seeds, leaves);
  expect_float_adjoints(graph, roots, seeds, leaves);
  graph.tape().backward(roots, seeds);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    ASSERT_TRUE(is_same(graph.adjoint({i}), expected[i])) << "%" << i << " = " << info(graph.op({i})).name;
  }
}

void expect_adjoints(Graph& graph, NodeId root) {
  const double one = 1.0;
  expect_adjoints(graph, {&root, 1}, {&one, 1});
}

template <class Number> void expect_values(const Graph& graph, const std::vector<double>& leaves) {
  std::vector<Number> values(leaves.begin(), leaves.end());
  evaluate<Number>(graph.tape(), values);
  const std::vector<Number> expected = plain_evaluation<Number>(graph, leaves);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    ASSERT_TRUE(is_same(values[i], expected[i])) << "%" << i << " = " << info(graph.op({i})).name;
  }
}

void expect_values(const Graph& graph, const std::vector<double>& leaves) {
  expect_values<double>(graph, leaves);
  expect_values<float>(graph, leaves);
}

struct Shape {
  std::string name;
  std::function<Value(Graph&, const Value& a, const Value& b, const Value& c)> record;
};

// Chains of links, and all that may break one.
const std::vector<Shape> shapes{
    {"a dot product", [](Graph&, auto& a, auto& b, auto& c) { return a * b + b * c + c * a + a * a; }},
    {"a bias", [](Graph&, auto& a, auto& b, auto& c) { return a * b + b * c + c * a + c; }},
    {"a bias first",
     [](Graph&, auto& a, auto& b, auto& c) {
       Value sum = a + b;
       sum = sum + b * c;
       return sum + c * c;
     }},
    {"from a constant",
     [](Graph& g, auto& a, auto& b, auto& c) {
       Value sum = g.constant(0.5);
       sum = sum + a * b;
       return sum + b * c;
     }},
    {"a factor twice",
     [](Graph&, auto& a, auto& b, auto&) {
       Value sum = a * b;
       sum = sum + b * b;
       return sum + a * a;
     }},
    {"the sum in the product",
     [](Graph&, auto& a, auto& b, auto& c) {
       Value sum = a * b;
       sum = sum + sum * c;
       sum = sum + c * sum;
       sum = sum + sum * sum;
       return sum + a * b;
     }},
    {"an earlier sum in the product",
     [](Graph&, auto& a, auto& b, auto& c) {
       const Value first = a * b + b * c;
       const Value second = first + c * c;
       return second + first * b;
     }},
    {"an earlier product in the product",
     [](Graph&, auto& a, auto& b, auto& c) {
       const Value product = a * b;
       Value sum = c + product;
       sum = sum + product * c;
       return sum + a * b;
     }},
    {"a sum that is used again",
     [](Graph&, auto& a, auto& b, auto& c) {
       const Value part = a * b + b * c;
       const Value sum = part + c * a + a * a;
       return sum * part;
     }},
    {"a product that is used again",
     [](Graph&, auto& a, auto& b, auto& c) {
       const Value start = a * b;
       const Value product = b * c;
       const Value sum = start + product + c * a;
       return sum * product;
     }},
    {"a product twice",
     [](Graph&, auto& a, auto& b, auto&) {
       const Value product = a * b;
       return product + product;
     }},
    {"the product on the left",
     [](Graph&, auto& a, auto& b, auto& c) {
       Value sum = a * b;
       sum = b * c + sum;
       return c * a + sum;
     }},
    {"two chains side by side",
     [](Graph&, auto& a, auto& b, auto& c) {
       Value left = a * b, right = b * c;
       for (int i = 0; i < 4; ++i) {
         left = left + a * c;
         right = right + c * b;
       }
       return left * right;
     }},
    {"in the condition, which gets nothing",
     [](Graph&, auto& a, auto& b, auto& c) {
       const Value sum = a * b + b * c + c * a;
       return select(sum, a, b);
     }},
    {"on the side not taken",
     [](Graph&, auto& a, auto& b, auto& c) {
       const Value infinite = 1.0 / (a - a);
       const Value sum = a * infinite + infinite * c + c * a;
       return select(lt(a, a), sum, b * c + a * a);
     }},
    {"one node", [](Graph&, auto& a, auto&, auto&) { return a; }},
    {"sines on the way",
     [](Graph&, auto& a, auto& b, auto& c) {
       Value x = a;
       for (int i = 0; i < 5; ++i) x = sin(x * b + c);
       return x;
     }},
    {"all of min, max, relu, pow, hypot",
     [](Graph&, auto& a, auto& b, auto& c) {
       Value x = a * b + relu(b * c);
       x = x + pow(c, 3.0) * min(x, a);
       return hypot(max(x, b), pow(c * c, a)) + x * x;
     }},
};

TEST(Loops, EveryShapeHasTheBitsOfThePlainSweep) {
  for (const Shape& shape : shapes) {
    for (const auto& [va, vb, vc] : std::vector<std::array<double, 3>>{{1.5, -0.25, 3.0},
                                                                       {0.0, -0.0, 1.0},
                                                                       {-0.0, 5e-324, -1e300},
                                                                       {test::infinity, 0.0, 2.0},
                                                                       {test::nan, 1.0, -2.0}}) {
      SCOPED_TRACE(shape.name + " at " + std::to_string(va));
      Graph g;
      const Value a = g.input("a", va), b = g.parameter("b", vb), c = g.input("c", vc);
      const NodeId root = shape.record(g, a, b, c).id();
      expect_adjoints(g, root);
      expect_adjoints(g, root);  // leaves add up
      const std::array<NodeId, 3> roots{root, NodeId{g.size() / 2}, root};
      for (const std::array<double, 3>& seeds :
           std::vector<std::array<double, 3>>{{2.0, -3.0, 0.5}, {0.0, -0.0, 0.0}, {-0.0, test::infinity, test::nan}}) {
        expect_adjoints(g, roots, seeds);
        g.zero_grad();
      }
      expect_values(g, {g.tape().values().begin(), g.tape().values().end()});
    }
  }
}

/// A graph of links, broken in every way, with other ops between.
Graph random_chains(std::uint64_t seed, bool wild) {
  test::Random random(seed);
  Graph g;
  const std::uint32_t leaves = 1 + random.below(6);
  for (std::uint32_t i = 0; i < leaves; ++i) {
    g.append_leaf(random.below(2) ? Op::Input : Op::Parameter, random.number(wild));
  }
  const auto any = [&] {
    const std::uint32_t back = 1 + random.below(random.below(2) ? g.size() : std::min(g.size(), 6u));
    return NodeId{g.size() - back};
  };
  const std::uint32_t size = leaves + 1 + random.below(120);
  while (g.size() < size) {
    const std::uint32_t kind = random.below(20);
    if (kind < 14) {
      const NodeId before{g.size() - 1};
      const NodeId product = g.append(Op::Mul, {any(), any()});
      if (random.below(12) == 0) g.append_leaf(Op::Constant, random.number(wild));
      const NodeId sum = random.below(12) ? before : any();
      if (random.below(12))
        g.append(Op::Add, {sum, product});
      else
        g.append(random.below(2) ? Op::Add : Op::Sub, {product, sum});
    } else if (kind < 16) {
      g.append(Op::Sin, {any()});
    } else if (kind < 17) {
      g.append_leaf(Op::Constant, random.number(wild));
    } else {
      const Op op = static_cast<Op>(random.below(op_count));
      if (is_leaf(op)) continue;
      std::array<NodeId, 3> arguments;
      for (int k = 0; k < info(op).arity; ++k) arguments[k] = any();
      g.append(op, arguments, info(op).attribute.value_or(0.0));
    }
  }
  return g;
}

void expect_plain_loops(Graph g, std::uint64_t seed, bool wild) {
  SCOPED_TRACE(seed);
  test::Random random(~seed);
  std::vector<double> leaves(g.tape().values().begin(), g.tape().values().end());
  expect_values(g, leaves);
  for (double& value : leaves) value = random.number(wild);
  expect_values(g, leaves);

  expect_adjoints(g, {g.size() - 1});
  for (int sweep = 0; sweep < 3; ++sweep) {
    if (random.below(2)) g.zero_grad();
    std::vector<NodeId> roots;
    std::vector<double> seeds;
    for (std::uint32_t k = random.below(3) + 1; k-- > 0;) {
      roots.push_back({random.below(g.size())});
      seeds.push_back(random.number(wild));
    }
    expect_adjoints(g, roots, seeds);
  }
}

TEST(Loops, RandomChainsHaveTheBitsOfThePlainLoops) {
  for (std::uint64_t seed = 0; seed < 4000 && !HasFatalFailure(); ++seed) {
    const bool wild = seed % 2 == 1;
    expect_plain_loops(random_chains(seed, wild), seed, wild);
  }
}

TEST(Loops, RandomGraphsHaveTheBitsOfThePlainLoops) {
  for (std::uint64_t seed = 0; seed < 2000 && !HasFatalFailure(); ++seed) {
    const bool wild = seed % 2 == 1;
    const auto nodes = 1 + static_cast<std::uint32_t>(seed % 200);
    expect_plain_loops(test::random_graph(seed, {.nodes = nodes, .wild = wild}), seed, wild);
  }
}

TEST(Loops, StepsInFramesHaveTheBitsOfThePlainSweep) {
  test::Random random(7);
  Graph g;
  std::vector<Value> p;
  for (int i = 0; i < 10; ++i) p.push_back(g.parameter("", random.uniform(-1, 1)));
  const Value early = p[0] * p[1] + p[2] * p[3];  // inner, and outside of the frames
  for (int step = 0; step < 50 && !HasFatalFailure(); ++step) {
    SCOPED_TRACE(step);
    const auto frame = g.frame();
    Value sum = random.below(2) ? early : p[0];
    for (std::uint32_t k = random.below(20); k-- > 0;) {
      sum = sum + p[random.below(10)] * p[random.below(10)];
      if (random.below(5) == 0) sum = relu(sum);
    }
    if (random.below(2)) g.zero_grad();
    expect_adjoints(g, (sum * sum).id());
  }
}

TEST(Loops, GraphsWithoutOperations) {
  Graph g;
  evaluate(g.tape(), {});
  const Value x = g.input("x", 2.0);
  expect_adjoints(g, x.id());
  EXPECT_EQ(x.grad(), 1.0);
  expect_values(g, {3.0});
}

}  // namespace
}  // namespace mg
