#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "point.h"

namespace mg::cli {

/// Counts numbers that floats do not hold: finite ones that are infinite as floats, or 0 though they are not. What is
/// rounded otherwise is not among them.
class OutsideFloats {
 public:
  explicit OutsideFloats(const Graph& graph) : graph_(graph) {}

  static bool is_outside(double number);

  /// Of the graph, at a point: inputs and parameters but those `without`, constants, attributes.
  void check(const Point& point, const std::vector<std::size_t>& without);
  /// Of the input or parameter at a place of a point; `where` is what is said of it behind its name: " at point 3".
  void check(const Point& point, std::size_t place, const std::string& where);

  /// What to warn of: the first, and how many more there are. None if there is none.
  std::optional<std::string> warning() const;

 private:
  /// `what` is only called for the first.
  template <class What> void check(double number, What&& what) {
    if (is_outside(number) && count_++ == 0) first_ = said_of(number, what());
  }
  static std::string said_of(double number, const std::string& what);
  std::string called(NodeId id) const;

  const Graph& graph_;
  std::string first_;
  std::size_t count_ = 0;
};

}  // namespace mg::cli
