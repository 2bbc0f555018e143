#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mg/core/graph.h"

namespace mg::cli {

/// Values for the inputs and parameters of a graph, found by name. The graph must outlive it.
class Point {
 public:
  /// At first the recorded ones.
  explicit Point(const Graph& graph);

  /// The place of the input or parameter that `name` means: its name, or its id as in `%3`. Inputs come first, then
  /// parameters. UsageError where there is none, or where several have the name.
  std::size_t find(std::string_view name) const;
  void set(std::size_t place, double value);
  bool was_set(std::size_t place) const { return set_[place]; }

  const std::vector<double>& inputs() const { return inputs_; }
  const std::vector<double>& parameters() const { return parameters_; }

 private:
  NodeId node(std::size_t place) const;
  std::size_t find_id(std::string_view name) const;
  [[noreturn]] void report_unknown(std::string_view name) const;

  const Graph& graph_;
  std::vector<double> inputs_;
  std::vector<double> parameters_;
  std::vector<bool> set_;                                                  // by place
  std::unordered_map<std::string_view, std::vector<std::size_t>> places_;  // by name
};

}  // namespace mg::cli
