#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/draw/cards/card.h"
#include "mg/draw/look/gradient_scale.h"
#include "mg/draw/structure/clusters.h"

namespace mg::draw {

/// A node of the drawing. Which nodes of the graph it stands for is settled when it is made.
struct Box {
  std::uint32_t id;  ///< written as `n<id>`
  std::uint32_t cluster = no_cluster;
  std::string_view css_class;
  std::string label;           ///< HTML-like, escaped
  std::string tooltip;         ///< clean, not escaped
  std::string_view tail = {};  ///< the port where edges start; none: the box
};

struct Edge {
  std::uint32_t from, to;      ///< places in Picture::boxes
  std::string port;            ///< of the box that it leads to; empty: the box
  bool to_row = false;         ///< the port is that of a row of a card
  std::optional<double> flow;  ///< the gradient along it, where that is shown by its look
  bool cancels = false;        ///< the flow is 0, but as the sum of several that are not
  std::uint32_t values = 0;    ///< that a bundle carries, shown by its width; 0: it is no bundle
  bool alarm = false;          ///< on the way of what is not finite
  std::string tooltip;         ///< clean, not escaped
};

/// What is drawn, at whatever level of detail: all that the DOT writer needs to know.
struct Picture {
  std::vector<Box> boxes;
  std::vector<Edge> edges;
  std::span<const Cluster> clusters;  ///< empty: boxes are not grouped
  std::vector<Kind> kinds;            ///< that occur, for the legend
  bool has_bundles = false;           ///< likewise
  GradientScale scale;
  std::string gradient_of;  ///< whose gradient is shown; empty: none is
  std::string note;         ///< what else a reader should know
};

}  // namespace mg::draw
