#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/structure/cone_inputs.h"

namespace mg::draw {

/// A line of a unit's card.
struct Row {
  NodeId parameter = no_node;  ///< shown in the line
  NodeId operand = no_node;    ///< of the first cone
  bool has_port = false;  ///< an edge ends at the line: from the operand, or from a parameter with a box of its own
};

/// What a unit's card is made of.
struct UnitRows {
  std::vector<Row> rows;
  std::vector<std::uint32_t> row_of_input;  ///< for each of ConeInputs, or `no_row` for what has none
  bool wide = false;                        ///< too many weights for lines: they are a strip, and all edges end at it
  static constexpr std::uint32_t no_row = 0xffffffff;
};

/// More weights than this are no lines of their own.
inline constexpr std::size_t most_weights = 12;
/// Of what has no weight, a bias: beside the strip that weights are.
inline constexpr std::size_t most_others = 3;
inline constexpr std::size_t most_rows = most_weights + most_others;

UnitRows unit_rows(const Graph& graph, const Units& units, const Plan& plan, std::uint32_t unit,
                   ConeInputs& cone_inputs);

}  // namespace mg::draw
