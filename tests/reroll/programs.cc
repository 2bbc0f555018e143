#include "programs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mg/exec/replay.h"
#include "mg/passes/fold.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/program/pipeline.h"
#include "mg/program/proof.h"
#include "mg/program/text.h"
#include "mg/program/verify.h"
#include "mg/reroll/reroll.h"
#include "mg/reroll/straight_line.h"
#include "run.h"
#include "support/random_graph.h"

namespace mg::test {

using program::Layout;
using program::Role;

namespace {

void append(std::vector<program::Place>& to, const std::vector<program::Place>& places) {
  to.insert(to.end(), places.begin(), places.end());
}

std::vector<double> joined(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

}  // namespace

Layout forward_layout(const Graph& g) {
  return {row(Role::Input, g.inputs().size()), row(Role::Parameter, g.parameters().size()),
          row(Role::Output, g.outputs().size())};
}

Layout gradient_layout(const Graph& g) {
  Layout layout = forward_layout(g);
  append(layout.inputs, row(Role::Seed, g.outputs().size()));
  append(layout.outputs, row(Role::InputBar, g.inputs().size()));
  append(layout.outputs, row(Role::ParameterBar, g.parameters().size()));
  return layout;
}

void expect_same(const std::vector<double>& got, const std::vector<double>& expected, const char* what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_PRED2(same_number, got[i], expected[i]) << what << ' ' << i;
}

std::optional<program::Program> rolled(const Graph& graph, const Layout& layout, std::uint32_t function_size) {
  auto found = find_loops(graph, layout);
  if (!found) return std::nullopt;
  return program::lower(std::move(*found), {.function_size = function_size});
}

program::Program straight(const Graph& graph, const Layout& layout, std::uint32_t function_size) {
  return program::lower(straight_line(graph, layout, function_size), {});
}

void expect_proven(const Graph& graph, const Layout& layout, const program::Program& program) {
  ASSERT_NO_THROW(program::verify(program, "all")) << program::to_text(program);
  const program::Proof proof = program::prove(graph, layout, program);
  ASSERT_EQ(proof.difference, "") << program::to_text(program);
}

Length length(const program::Program& program) {
  Length length;
  length.tables = program.tables.size();
  length.work = program::length(program, Role::Work);
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

namespace {

/// Proves what comes out of all stages; if it is wrong, says which stage it was.
program::Program expect_lowered(const Graph& graph, const Layout& layout, const program::Program& first,
                                std::uint32_t function_size) {
  const program::LoweringOptions options{.function_size = function_size};
  program::Program last = program::lower(first, options);
  if (program::prove(graph, layout, last).holds()) return last;
  program::lower(first, options, [&](std::string_view stage, const program::Program& program) {
    SCOPED_TRACE(stage);
    expect_proven(graph, layout, program);
  });
  return last;
}

/// The same with loops, if there are any; and without.
std::optional<program::Program> expect_both_lowered(const Graph& graph, const Layout& layout,
                                                    std::uint32_t function_size) {
  expect_lowered(graph, layout, straight_line(graph, layout, function_size), function_size);
  const auto loops = find_loops(graph, layout);
  if (!loops) return std::nullopt;
  return expect_lowered(graph, layout, *loops, function_size);
}

void expect_run(const program::Program& program, const Arguments& arguments, const std::vector<double>& y,
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
  const auto forward = expect_both_lowered(optimize(baked(g)), forward_places, options.function_size);
  std::optional<program::Program> backward;
  if (options.backward) {
    const Graph adjoints = optimize(baked(gradient(g, {.seeds_are_inputs = true, .names = false})));
    backward = expect_both_lowered(adjoints, backward_places, options.function_size);
  }
  Rerolled found;
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
