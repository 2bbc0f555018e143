#include "programs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mg/core/ops.h"
#include "mg/exec/replay.h"
#include "mg/passes/fold.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/program/lift.h"
#include "mg/program/pipeline.h"
#include "mg/program/proof.h"
#include "mg/program/text.h"
#include "mg/program/verify.h"
#include "mg/reroll/reroll.h"
#include "mg/reroll/straight_line.h"
#include "run.h"
#include "support/random_graph.h"

namespace mg::test {
namespace {

void append(std::vector<Operand>& to, const std::vector<Operand>& operands) {
  to.insert(to.end(), operands.begin(), operands.end());
}

std::vector<double> joined(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

}  // namespace

std::vector<Operand> row(Space space, std::size_t count) {
  std::vector<Operand> operands;
  for (std::uint32_t i = 0; i < count; ++i) operands.push_back({space, i});
  return operands;
}

Layout forward_layout(const Graph& g) {
  return {row(Space::Input, g.inputs().size()), row(Space::Parameter, g.parameters().size()),
          row(Space::Output, g.outputs().size())};
}

Layout gradient_layout(const Graph& g) {
  Layout layout = forward_layout(g);
  append(layout.inputs, row(Space::Seed, g.outputs().size()));
  append(layout.outputs, row(Space::InputBar, g.inputs().size()));
  append(layout.outputs, row(Space::ParameterBar, g.parameters().size()));
  return layout;
}

void expect_same(const std::vector<double>& got, const std::vector<double>& expected, const char* what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_PRED2(same_number, got[i], expected[i]) << what << ' ' << i;
}

std::string text_of(const Program& program) { return program::to_text(program::lift(program)); }

void expect_proven(const Graph& graph, const Layout& layout, const Program& program) {
  expect_proven(graph, layout, program::lift(program));
}

void expect_proven(const Graph& graph, const Layout& layout, const program::Program& program) {
  ASSERT_NO_THROW(program::verify(program, "all")) << program::to_text(program);
  const program::Proof proof = program::prove(graph, lift(layout), program);
  ASSERT_EQ(proof.difference, "") << program::to_text(program);
}

Length length(const program::Program& program) {
  Length length;
  length.tables = program.tables.size();
  for (const program::Buffer& buffer : program.buffers) {
    if (buffer.role == program::Role::Work) length.work = buffer.length;
  }
  for (const program::Statement& statement : program.statements) {
    if (statement.kind() == program::Statement::For) {
      ++length.loops;
      length.lanes += program.loops[statement.loop()].kind == program::Loop::Lanes;
    } else if (statement.kind() == program::Statement::Accumulate) {
      ++length.operations;
    } else {
      ++length.copies;
    }
  }
  for (const program::Expr& expr : program.exprs) length.operations += expr.kind() == program::Expr::Apply;
  return length;
}

void expect_lowered(const Graph& graph, const Layout& layout, std::uint32_t function_size, std::optional<Length>& found,
                    bool has_loops) {
  const auto loops = find_loops(graph, layout);
  ASSERT_EQ(loops.has_value(), has_loops);
  const auto expect_final_proven = [&](const program::Program& first) {
    const program::LoweringOptions options{.function_size = function_size};
    const program::Program last = program::lower(first, options);
    if (program::prove(graph, lift(layout), last).holds()) return last;
    // Which stage is it?
    program::lower(first, options, [&](std::string_view stage, const program::Program& program) {
      SCOPED_TRACE(stage);
      expect_proven(graph, layout, program);
    });
    return last;
  };
  if (loops) found = length(expect_final_proven(*loops));
  expect_final_proven(straight_line(graph, layout));
}

Length length(const Program& program) {
  Length length;
  length.tables = program.tables.size();
  length.work = program.work;
  for (const Function& function : program.functions) {
    for (const Statement& statement : function.statements) {
      length.operations += statement.does == Does::Compute;
      length.copies += statement.does == Does::Copy;
    }
    length.loops += function.loops.size();
    for (const Loop& loop : function.loops) length.lanes += loop.lanes;
  }
  return length;
}

namespace {

void expect_run(const Program& program, const Arguments& arguments, const std::vector<double>& y,
                const std::vector<double>& x_bar, const std::vector<double>& p_bar) {
  const Results results = run(program, arguments);
  expect_same(results.y, y, "output");
  expect_same(results.x_bar, x_bar, "gradient of input");
  expect_same(results.p_bar, p_bar, "gradient of parameter");
}

}  // namespace

Rerolled expect_rerolled_bits(const Graph& g, const RerollCheck& options) {
  Layout forward_places = forward_layout(g), backward_places = gradient_layout(g);
  if (options.baked) forward_places.parameters.clear(), backward_places.parameters.clear();
  const auto baked = [&](const Graph& graph) { return options.baked ? bake(graph) : prune(graph); };
  const Graph values = optimize(baked(g));
  const auto forward = reroll(values, forward_places, options.function_size);
  Rerolled found;
  if (forward) expect_proven(values, forward_places, *forward);
  expect_lowered(values, forward_places, options.function_size, found.lowered_forward, forward.has_value());
  std::optional<Program> backward;
  if (options.backward) {
    const Graph adjoints = optimize(baked(gradient(g, {.seeds_are_inputs = true, .names = false})));
    backward = reroll(adjoints, backward_places, options.function_size);
    if (backward) expect_proven(adjoints, backward_places, *backward);
    expect_lowered(adjoints, backward_places, options.function_size, found.lowered_backward, backward.has_value());
  }
  if (forward) found.forward = length(*forward);
  if (backward) found.backward = length(*backward);

  Random random(g.size());
  exec::Replay engine(g);
  for (int point = -1; point < options.points; ++point) {
    const bool wild = point > 0 && point % 2 == 1;
    std::vector<double> x(g.inputs().size()), p(g.parameters().size()), seeds(g.outputs().size());
    const auto fill = [&](std::vector<double>& numbers, std::span<const NodeId> leaves, bool recorded) {
      for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = recorded ? g.value(leaves[i]) : random.number(wild);
    };
    fill(x, g.inputs(), point < 0);
    fill(p, g.parameters(), point < 0 || options.baked);
    for (double& number : seeds) number = random.number(wild);
    std::vector<double> y(seeds.size()), x_bar(x.size()), p_bar(p.size());
    engine.forward(x, p, y);
    engine.backward(seeds, x_bar, p_bar);
    const Arguments arguments{x, options.baked ? std::span<const double>() : p, seeds};
    SCOPED_TRACE(testing::Message() << "point " << point << ", function size " << options.function_size
                                    << (options.baked ? ", baked" : ""));
    if (forward) expect_run(*forward, arguments, y, {}, {});
    if (backward) expect_run(*backward, arguments, y, x_bar, p_bar);
    for (const double number : joined(y, joined(x_bar, p_bar))) ++found.numbers, found.finite += std::isfinite(number);
    if (testing::Test::HasFatalFailure()) break;
  }
  return found;
}

}  // namespace mg::test
