#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/errors.h"
#include "mg/draw/look/style.h"

namespace mg::draw {

/// Adjoints of every node, and whose they are.
struct Gradient {
  std::span<const double> adjoints;
  NodeId root;
};

/// Another run of the same graph, to compare with.
struct OtherRun {
  std::span<const double> values;
  std::span<const double> adjoints;  ///< empty where there is no gradient
};

struct Options {
  std::string title;  ///< names the DOT graph
  Detail detail = Detail::Auto;
  Theme theme = Theme::Light;
  Direction direction = Direction::LeftToRight;
  bool values = true;       ///< shown on the cards
  bool all = false;         ///< also nodes that no output depends on
  bool force = false;       ///< also what is too large to be laid out in reasonable time
  bool not_finite = false;  ///< mark where the first NaN or infinity came up, and the way it took

  std::vector<std::string> collapse = {};  ///< paths of scopes: one box each
  std::vector<std::string> expand = {};    ///< paths of scopes, or a `%ID` in a box: one level finer, in this order
  std::string focus = {};                  ///< a node or scope: only what is near it is drawn
  std::vector<NodeId> focus_nodes = {};    ///< likewise
  std::uint32_t radius = 2;                ///< how many edges from the focus on
  std::string from = {}, to = {};          ///< nodes or scopes: only what lies between is drawn, if both are given
  bool list_boxes = false;                 ///< fill in Drawing::list
};

/// A box, and what it stands for.
struct DrawnBox {
  std::uint32_t id;            ///< written as `n<id>`: the last of the nodes
  std::string title;           ///< the path of its node or scope, or a formula; clean
  std::string expand;          ///< what Options::expand takes to show what is inside; empty where that is nothing more
  std::optional<NodeId> node;  ///< whose value and gradient it shows, where it is one node's
  std::vector<NodeId> nodes;   ///< ascending, with the leaves that stand in its card
};

struct Drawing {
  std::string dot;
  Detail detail;      ///< that was taken: never Auto
  std::size_t nodes;  ///< of the graph that it shows
  std::size_t boxes;
  std::size_t edges;
  bool gradient_vanishes = false;   ///< there is a gradient, but it is 0 at every input and parameter that is shown
  std::string alarm = {};           ///< where the first NaN or infinity came up; empty: nowhere, or not asked for
  std::vector<DrawnBox> list = {};  ///< where it was asked for
};

/// Draws what the outputs depend on, and every input and parameter; every node of a graph without outputs.
///
/// `values` has an entry for each node, and so has the gradient, where there is one, and the other run. UsageError for
/// other sizes; of its kinds (errors.h), OptionError for names of nodes and scopes that there are not, and
/// TooLargeError for a drawing of more than 5,000 boxes or 12,000 edges, unless forced.
Drawing draw(const Graph& graph, std::span<const double> values, const std::optional<Gradient>& gradient,
             const Options& options, const std::optional<OtherRun>& other = {});

}  // namespace mg::draw
