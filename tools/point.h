#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/core/names.h"

namespace mg::cli {

/// Values for the inputs and parameters of a graph, found by name. The graph must outlive it.
class Point {
 public:
  /// At first the recorded ones.
  explicit Point(const Graph& graph);

  /// The place of the input or parameter that `name` means. Inputs come first, then parameters. UsageError where there
  /// is none, or where it may be several.
  std::size_t find(std::string_view name) const;
  void set(std::size_t place, double value);
  bool was_set(std::size_t place) const { return set_[place]; }

  const std::vector<double>& inputs() const { return inputs_; }
  const std::vector<double>& parameters() const { return parameters_; }

 private:
  const Graph& graph_;
  NodeFinder names_;
  std::vector<double> inputs_;
  std::vector<double> parameters_;
  std::vector<bool> set_;  // by place
};

}  // namespace mg::cli
