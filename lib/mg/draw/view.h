#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/draw.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/plan/wires.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"

namespace mg::draw {

/// How much there is to draw.
struct Size {
  std::size_t boxes;
  std::size_t edges;
};
inline constexpr Size easy_to_read{150, 400};
inline constexpr Size can_be_laid_out{5'000, 12'000};

/// A level of detail, as far as it has to be known to choose one.
struct View {
  Plan plan;
  std::vector<Wire> wires;
  std::vector<bool> kept;  ///< by part
  std::size_t boxes = 0;
  std::size_t edges = 0;
  bool is_complete = false;  ///< without it, only the plan and the number of boxes are known

  bool fits(Size size) const { return boxes <= size.boxes && edges <= size.edges; }
};

/// Makes and compares the levels. OptionError where `options` name what there is not.
class ViewChooser {
 public:
  ViewChooser(const Graph& graph, const Clusters& clusters, const Outline& full, const Options& options);

  /// The level that is asked for, or the first that is easy to read.
  View choose();
  /// Throws TooLargeError, with a level that would do.
  [[noreturn]] void refuse(const View& refused);
  /// Null where the view has none.
  const Units* units_of(const View& view);

 private:
  void find_focus(const Clusters& clusters);
  bool is_part() const { return path_ || !focus_.empty(); }
  bool is_changed_by_hand() const { return !options_.collapse.empty() || is_part(); }
  /// A view that has more boxes than `limit` comes without its edges.
  View at(Detail detail, Size limit);
  View sized(Plan plan, Size limit);
  View completed(View view);
  std::vector<bool> kept(const View& view) const;

  const Graph& graph_;
  const Options& options_;
  const Outline& full_;
  Planner planner_;
  const std::optional<std::vector<NodeId>> path_;
  std::vector<NodeId> focus_;
  std::map<Detail, std::size_t> sizes_;  // in boxes, of levels that were made
};

}  // namespace mg::draw
