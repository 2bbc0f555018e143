#include "mg/program/proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/exec/floating.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/program/pipeline.h"
#include "mg/program/text.h"
#include "mg/program/verify.h"
#include "mg/reroll/reroll.h"
#include "mg/reroll/straight_line.h"
#include "parse.h"
#include "support/bodies.h"
#include "support/loop_nests.h"
#include "support/random_graph.h"

namespace mg::program {
namespace {

Layout forward_layout(const Graph& g) {
  return {row(Role::Input, g.inputs().size()), row(Role::Parameter, g.parameters().size()),
          row(Role::Output, g.outputs().size())};
}

/// y[i] = x[0] w[i] + x[1] w[2 + i], for two of them.
constexpr const char* two_sums = R"(%0 = input 1 "a"
%1 = input 2 "b"
%2 = parameter 1 "w0"
%3 = parameter 1 "w1"
%4 = parameter 1 "w2"
%5 = parameter 1 "w3"
%6 = mul %0 %2
%7 = mul %1 %4
%8 = add %6 %7
%9 = mul %0 %3
%10 = mul %1 %5
%11 = add %9 %10
output "y0" %8
output "y1" %11
)";

TEST(Proof, SaysWhatIsWrongAndWhere) {
  const Graph g = test::graph_of(two_sums);
  const struct {
    const char* what;
    const char* body;
    const char* difference;
  } rows[] = {
      {"as it is",
       "store y[0] = add(mul(x[0], p[0]), mul(x[1], p[2]))\n"
       "store y[1] = add(mul(x[0], p[1]), mul(x[1], p[3]))",
       ""},
      {"operands change sides",
       "store y[0] = add(mul(x[1], p[2]), mul(p[0], x[0]))\n"
       "store y[1] = add(mul(x[0], p[1]), mul(x[1], p[3]))",
       ""},
      {"loops, lanes, and a sum from -0",
       "for i0 < 2 lanes {\n let t0 = -0\n for i1 < 2 {\n acc t0 += mul(x[i1], p[2*i1 + i0])\n }\n store y[i0] = t0\n "
       "}",
       ""},
      {"by way of memory and a table",
       "for i0 < 4 {\n store w[i0] = p[table0[i0]]\n }\n"
       "for i0 < 2 {\n store y[i0] = add(mul(x[0], w[2*i0]), mul(x[1], w[2*i0 + 1]))\n }",
       ""},
      {"a sum from 0: 0 + -0 is 0",
       "for i0 < 2 {\n let t0 = 0\n for i1 < 2 {\n acc t0 += mul(x[i1], p[2*i1 + i0])\n }\n store y[i0] = t0\n }",
       "result 0 is computed otherwise than in the graph, from %8 = add on"},
      {"another place", "for i0 < 2 {\n store y[i0] = add(mul(x[0], p[2*i0]), mul(x[1], p[2*i0 + 1]))\n }",
       "result 0 is computed otherwise than in the graph, from %7 = mul on"},
      {"the other way round", "for i0 < 2 {\n store y[1 - i0] = add(mul(x[0], p[i0]), mul(x[1], p[2 + i0]))\n }",
       "result 0 is not what the graph has there"},
      {"a result is missing", "store y[0] = add(mul(x[0], p[0]), mul(x[1], p[2]))\n",
       "result 1 is computed otherwise than in the graph, from %9 = mul on"},
      {"a result is written twice",
       "for i0 < 2 {\n store y[0] = add(mul(x[0], p[0]), mul(x[1], p[2]))\n }\n"
       "store y[1] = add(mul(x[0], p[1]), mul(x[1], p[3]))",
       "a result is written twice"},
      {"memory that nobody has written",
       "store y[0] = add(w[0], mul(x[1], p[2]))\nstore w[0] = mul(x[0], p[0])\n"
       "store y[1] = add(mul(x[0], p[1]), mul(x[1], p[3]))",
       "result 0 is computed otherwise than in the graph, from %8 = add on"},
      {"lanes that write to one place",
       "for i0 < 2 lanes {\n store w[0] = mul(x[0], p[i0])\n store y[i0] = add(w[0], mul(x[1], p[2 + i0]))\n }",
       "lanes that write to one place"},
      {"lanes that wait for each other",
       "store w[0] = mul(x[0], p[0])\nstore w[1] = mul(x[0], p[1])\n"
       "for i0 < 2 lanes {\n store y[1 - i0] = add(w[1 - i0], mul(x[1], p[3 - i0]))\n store w[i0] = 1\n }",
       "lanes that depend on each other"},
      {"a guard too many",
       "store y[0] = add(mul(x[0], p[0]), mul(x[1], p[2]))\n"
       "store y[1] = add(mul(x[0], p[1]), mul(x[1], p[3]))\nguard x[0]",
       "a guard that the graph does not have"},
  };
  for (const auto& row : rows) {
    const Program program = test::parse(
        std::string("input x[2]\nparameter p[4]\noutput y[2]\nwork w[4]\ntable table0 = 0 2 1 3\nfunction\n") +
        row.body + "\n");
    ASSERT_NO_THROW(verify(program, "test")) << row.what;
    const Proof proof = prove(g, forward_layout(g), program);
    EXPECT_EQ(proof.difference, row.difference) << row.what;
    EXPECT_EQ(proof.operations, 6u);
  }
}

TEST(Proof, OfGuards) {
  const Graph g = test::graph_of(R"(%0 = input 1 "a"
%1 = input 2 "b"
%2 = lt %0 %1
%3 = le %0 %1
output "" %2
output "" %3
)");
  Layout layout = forward_layout(g);
  layout.outputs = {{Role::Held, 0}, {Role::NotHeld, 1}};
  const auto difference = [&](const std::string& body) {
    return prove(g, layout, test::parse("input x[2]\nfunction\n" + body + "\n")).difference;
  };
  EXPECT_EQ(difference("guard lt(x[0], x[1])\nguard not le(x[0], x[1])"), "");
  EXPECT_EQ(difference("guard lt(x[0], x[1])"), "guard 1 is computed otherwise than in the graph, from %3 = le on");
  EXPECT_EQ(difference("guard lt(x[0], x[1])\nguard le(x[0], x[1])"), "guard 1 is not what the graph has there");
  EXPECT_EQ(difference("guard lt(x[0], x[1])\nguard not le(x[0], x[1])\nguard not lt(x[0], x[1])"),
            "a guard that the graph does not have");
}

// --- where what is computed ---

/// Doubles that note what each turn of each statement computes.
class Noting {
 public:
  using Number = double;
  static constexpr std::uint32_t block = 16;

  explicit Noting(const Program& program) : program_(program) {}

  static double number(double constant) { return constant; }
  static bool holds(double, bool) { return true; }
  void apply(Op op, double attribute, double* y, const std::array<const double*, 3>& x, std::uint32_t lanes) {
    exec::Doubles::apply(op, attribute, y, x, lanes);
    for (std::uint32_t i = 0; i < lanes; ++i) values_[{statement_, turn_ + i * lane_row_}].push_back(y[i]);
  }
  void at(std::uint32_t statement, const std::vector<std::uint32_t>& turns) {
    statement_ = statement, turn_ = 0, lane_row_ = 0;
    for (std::uint32_t s = 0; s < statement; ++s) {  // outer loops come first
      const Statement& loop = program_.statements[s];
      if (loop.kind() != Statement::For || loop.end() <= statement) continue;
      const auto [count, kind] = program_.loops[loop.loop()];
      turn_ = turn_ * count + turns[loop.loop().index];
      lane_row_ = kind == Loop::Lanes ? 1 : lane_row_ * count;
    }
  }

  bool computes(const Computed& place, double value) const {
    const auto found = values_.find({place.statement, place.turn});
    return found != values_.end() &&
           std::ranges::any_of(found->second, [&](double number) { return same_number(number, value); });
  }

 private:
  const Program& program_;
  std::uint32_t statement_ = 0, turn_ = 0, lane_row_ = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> values_;  // of statements and turns
};

/// That what is said to compute a node does so, at the recorded point.
void expect_computed(const Graph& g, const Program& program, std::size_t& in_loops) {
  std::vector<Computed> computed;
  ASSERT_EQ(prove(g, forward_layout(g), program, &computed).difference, "");
  ASSERT_EQ(computed.size(), g.size());
  Noting noting(program);
  Interpreter<Noting> interpreter(program, noting);
  std::vector<std::vector<double>> arrays(program.buffers.size());
  for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
    const Buffer& buffer = program.buffers[{b}];
    if (buffer.role == Role::Data) continue;
    arrays[b].resize(buffer.length);
    const auto leaves = buffer.role == Role::Input ? g.inputs() : g.parameters();
    if (!is_written(buffer.role)) {
      for (std::size_t i = 0; i < arrays[b].size(); ++i) arrays[b][i] = g.value(leaves[i]);
    }
    interpreter.bind({b}, arrays[b].data());
  }
  interpreter.run();
  std::vector<bool> needed(g.size());
  for (const Output& output : g.outputs()) needed[output.node.index] = true;
  for (std::uint32_t i = g.size(); i-- > 0;) {
    if (!needed[i] || is_leaf(g.op({i}))) {
      EXPECT_EQ(computed[i].statement, Computed::nowhere);
      continue;
    }
    for (int k = 0; k < info(g.op({i})).arity; ++k) needed[g.arguments({i})[k].index] = true;
    ASSERT_TRUE(noting.computes(computed[i], g.value({i})))
        << "%" << i << " = " << info(g.op({i})).name << " by " << computed[i].statement << " in " << computed[i].turn
        << "\n"
        << to_text(program);
    in_loops += computed[i].turn > 0;
  }
}

TEST(Proof, TellsWhereEachNodeIsComputed) {
  std::size_t in_loops = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    for (const Graph& graph : {test::random_graph(seed, {.nodes = 60}), test::loop_nests(seed)}) {
      const Graph g = optimize(prune(graph));
      const Layout layout = forward_layout(g);
      expect_computed(g, lower(straight_line(g, layout, 20), {}), in_loops);
      if (auto rolled = find_loops(g, layout)) expect_computed(g, lower(std::move(*rolled), {}), in_loops);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  EXPECT_GT(in_loops, 500u);
}

// --- mistakes, at random ---

/// The results of a Program at a random point: places that were not written are NaN.
std::vector<double> results(const Program& program, std::uint64_t seed) {
  test::Random random(seed);
  exec::Doubles doubles;
  Interpreter<exec::Doubles> interpreter(program, doubles);
  std::vector<std::vector<double>> arrays(program.buffers.size());
  for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
    const Buffer& buffer = program.buffers[{b}];
    if (buffer.role == Role::Data) continue;
    arrays[b].assign(buffer.length, std::nan(""));
    if (!is_written(buffer.role)) {
      for (double& number : arrays[b]) number = random.uniform(-4.0, 4.0);
    }
    interpreter.bind({b}, arrays[b].data());
  }
  std::vector<double> results{interpreter.run() ? 1.0 : 0.0};
  for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
    const Role role = program.buffers[{b}].role;
    if (is_written(role) && role != Role::Work) results.insert(results.end(), arrays[b].begin(), arrays[b].end());
  }
  return results;
}

/// Makes one mistake somewhere. Whether it found something to spoil.
bool spoil(Program& program, test::Random& random) {
  if (random.below(3) == 0) {
    const std::uint32_t s = random.below(static_cast<std::uint32_t>(program.statements.size()));
    Statement& statement = program.statements[s];
    if (statement.kind() == Statement::For) {
      --program.loops[statement.loop()].count;
      return true;
    }
    if (statement.kind() == Statement::Accumulate) {
      statement = Statement::make_accumulate(statement.target(), statement.value(), !statement.minus());
      return true;
    }
    if (statement.kind() == Statement::Guard) {
      statement = Statement::make_guard(statement.value(), !statement.expected());
      return true;
    }
    return false;
  }
  Expr& expr = program.exprs[{random.below(program.exprs.size())}];
  switch (expr.kind()) {
    case Expr::Number:
      expr = Expr::make_number(random.below(static_cast<std::uint32_t>(program.numbers.size())), expr.type());
      return true;
    case Expr::Local:
      return false;
    case Expr::Read:
      expr = Expr::make_read(expr.buffer(), expr.base() + (random.below(2) == 0 ? 1 : -1), expr.walk(), expr.type());
      return true;
    case Expr::Apply: {
      const OpInfo& row = info(expr.op());
      if (row.attribute) return false;
      std::array<Id<Expr>, 3> arguments;
      for (int k = 0; k < row.arity; ++k) arguments[static_cast<std::size_t>(k)] = expr.argument(k);
      Op op = expr.op();
      if (row.arity == 1) op = op == Op::Sin ? Op::Cos : Op::Sin;
      if (row.arity == 2 && row.commutes) op = op == Op::Add ? Op::Sub : Op::Add;
      if (row.arity == 2 && !row.commutes) std::swap(arguments[0], arguments[1]);
      if (row.arity == 3) std::swap(arguments[1], arguments[2]);
      expr = Expr::make_apply(op, arguments, Id<Expr>::none, expr.type());
      return true;
    }
  }
  return false;
}

struct Found {
  int by_verify = 0, by_proof = 0, equal = 0;
};

/// Spoils the Programs of a graph, and expects that it is seen, where it makes a difference.
void expect_mistakes_are_seen(const Graph& g, std::uint64_t seed, Found& found) {
  const Graph optimized = optimize(prune(g));
  const Layout layout = forward_layout(g);
  auto rolled = find_loops(optimized, layout);
  const Program good = lower(rolled ? std::move(*rolled) : straight_line(optimized, layout, 256), {});
  ASSERT_EQ(prove(optimized, layout, good).difference, "");
  test::Random random(seed);
  for (int i = 0; i < 20; ++i) {
    Program bad = good;
    if (!spoil(bad, random)) continue;
    try {
      verify(bad, "spoiling");
    } catch (const std::logic_error&) {
      ++found.by_verify;
      continue;
    }
    const Proof proof = prove(optimized, layout, bad);
    if (!proof.holds()) {
      ++found.by_proof;
      continue;
    }
    ++found.equal;
    for (std::uint64_t point = 0; point < 5; ++point) {
      const auto expected = results(good, point), got = results(bad, point);
      for (std::size_t k = 0; k < got.size(); ++k) {
        ASSERT_PRED2(same_number, got[k], expected[k]) << to_text(good) << to_text(bad);
      }
    }
  }
}

TEST(Proof, SeesMistakesOfAnyKind) {
  Found found;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    expect_mistakes_are_seen(test::random_graph(seed, {.nodes = 30}), seed, found);
    expect_mistakes_are_seen(test::loop_nests(seed, {.regular = seed % 2 == 0}), seed, found);
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(found.by_proof, 500);
  EXPECT_GT(found.by_verify, 50);
  EXPECT_LT(found.equal, found.by_proof / 5) << "a change that changes nothing";
}

}  // namespace
}  // namespace mg::program
