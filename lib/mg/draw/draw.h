#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mg/core/graph.h"
#include "mg/draw/style.h"

namespace mg::draw {

/// Adjoints of every node, and whose they are.
struct Gradient {
  std::span<const double> adjoints;
  NodeId root;
};

struct Options {
  std::string title;  ///< names the DOT graph
  Detail detail = Detail::Auto;
  Theme theme = Theme::Light;
  Direction direction = Direction::LeftToRight;
  bool values = true;  ///< shown on the cards
  bool all = false;    ///< also nodes that no output depends on
  bool force = false;  ///< also what is too large to be laid out in reasonable time
};

struct Drawing {
  std::string dot;
  Detail detail;      ///< that was taken: never Auto
  std::size_t nodes;  ///< of the graph that it shows
  std::size_t boxes;
  std::size_t edges;
  bool gradient_vanishes = false;  ///< there is a gradient, but it is 0 at every input and parameter that is shown
};

/// Draws what the outputs depend on, and every input and parameter; every node of a graph without outputs.
///
/// `values` has an entry for each node, and so has the gradient, where there is one. UsageError for other sizes, and
/// for a drawing of more than 5,000 boxes or 12,000 edges, unless forced; refusing costs no more than a look at each
/// node.
Drawing draw(const Graph& graph, std::span<const double> values, const std::optional<Gradient>& gradient,
             const Options& options);

/// The levels of detail, from fine to coarse.
struct DetailRow {
  Detail detail;
  std::string_view name;  ///< on command lines
};
inline constexpr std::array<DetailRow, 2> details{{{Detail::Full, "full"}, {Detail::Fold, "fold"}}};

std::string_view name(Detail detail);
/// The next coarser level, if there is one.
std::optional<Detail> coarser(Detail detail);

}  // namespace mg::draw
