#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mg/draw/draw.h"

namespace mg::tools {

/// What mg-dot draws pictures of for the page, and how.
struct PageSource {
  const Graph& graph;
  std::optional<draw::Gradient> gradient;
  std::string gradient_of;
  std::optional<draw::OtherRun> other = {};  ///< to compare with
  bool values = true;
  draw::Options options;  ///< of the picture that is shown first; with a list of boxes
  /// Draws; throws where the drawing is refused.
  std::function<draw::Drawing(const draw::Options&)> draw;
  /// As SVG in the light theme; nothing where that took too long.
  std::function<std::optional<std::string>(const draw::Drawing&)> svg;
};

/// A page with a picture at each level of detail that can be looked at, and pictures of what is inside of boxes, as far
/// as they are few and small. `first`: the drawing to begin with, with a list of its boxes, as `draw` gives it. Nothing
/// where not even that could be laid out in time.
std::optional<std::string> page_of(const PageSource& source, const draw::Drawing& first);

}  // namespace mg::tools
