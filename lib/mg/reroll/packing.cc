#include "mg/reroll/packing.h"

#include <algorithm>

#include "mg/core/graph.h"
#include "mg/core/ops.h"
#include "mg/program/places.h"
#include "mg/reroll/reroll.h"
#include "mg/reroll/schedule.h"

namespace mg {
namespace {

constexpr std::uint32_t none = 0xffffffff;

class Packer {
 public:
  Packer(const Program& program, std::size_t parameters) : program_(program), place_(parameters, none) {}

  std::optional<std::vector<std::uint32_t>> run() {
    for (const Function& function : program_.functions) {
      for (const Statement& statement : function.statements) {
        if (statement.does == Does::Loop || statement.does == Does::End) continue;
        const int arguments = statement.does == Does::Copy ? 1 : info(statement.op).arity;
        for (int k = 0; k < arguments; ++k) visit(function, statement.arguments[k]);
      }
    }
    if (!strided_) return std::nullopt;
    for (std::uint32_t& place : place_) {
      if (place == none) place = next_++;
    }
    return std::move(place_);
  }

 private:
  /// Gives places to the parameters that an operand reads, lanes side by side, in the order of its other loops.
  void visit(const Function& function, const Operand& operand) {
    const Walk& walk = program_.walks[operand.walk];
    if (operand.space != Space::Parameter || walk.table != no_table) return;
    std::vector<Walk::Step> steps = walk.steps;
    const auto lanes =
        std::ranges::find_if(steps, [&](const Walk::Step& step) { return function.loops[step.loop].lanes; });
    if (lanes == steps.end()) return;
    strided_ |= lanes->step != 1;
    std::rotate(lanes, lanes + 1, steps.end());
    for_each_place(function, operand.index, steps, [&](std::uint32_t place) {
      if (place_[place] == none) place_[place] = next_++;
    });
  }

  const Program& program_;
  std::vector<std::uint32_t> place_;
  std::uint32_t next_ = 0;
  bool strided_ = false;  // whether lanes of some are apart
};

}  // namespace

std::optional<std::vector<std::uint32_t>> packed_order(const Program& program, std::size_t parameters) {
  return Packer(program, parameters).run();
}

Program copy_parameters(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to,
                        std::uint32_t function_size) {
  Graph graph;
  Layout layout;
  for (std::size_t i = 0; i < from.size(); ++i) {
    graph.append_output({}, graph.append_leaf(Op::Parameter, 0.0));
    layout.parameters.push_back({Space::Parameter, from[i]});
    layout.outputs.push_back({Space::Output, to[i]});
  }
  if (auto rolled = reroll(graph, layout, function_size)) return std::move(*rolled);
  return schedule(graph, layout, function_size);
}

}  // namespace mg
