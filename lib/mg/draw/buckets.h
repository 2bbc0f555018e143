#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg::draw {

/// Nodes sorted into buckets, in each ascending. Linear, in two blocks of memory.
class Buckets {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  /// `bucket_of`: by node, below `count` or `none`.
  Buckets(std::span<const std::uint32_t> bucket_of, std::size_t count) : first_(count + 1) {
    for (const std::uint32_t bucket : bucket_of) {
      if (bucket != none) ++first_[bucket + 1];
    }
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    nodes_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::uint32_t i = 0; i < bucket_of.size(); ++i) {
      if (bucket_of[i] != none) nodes_[next[bucket_of[i]]++] = {i};
    }
  }

  std::span<const NodeId> of(std::uint32_t bucket) const {
    return std::span(nodes_).subspan(first_[bucket], first_[bucket + 1] - first_[bucket]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<NodeId> nodes_;
};

}  // namespace mg::draw
