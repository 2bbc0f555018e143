#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mg {

/// Things sorted into buckets, each in the order in which its things came: lists in one array, made by counting.
/// Linear, in two blocks of memory.
template <class Of> class Buckets {
 public:
  /// `for_each(put)` calls `put(bucket, thing)` for all, whose buckets are below `count`; it is run twice.
  template <class ForEach> Buckets(std::size_t count, ForEach&& for_each) : first_(count + 1) {
    for_each([&](std::uint32_t bucket, const Of&) { ++first_[bucket + 1]; });
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    all_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for_each([&](std::uint32_t bucket, const Of& thing) { all_[next[bucket]++] = thing; });
  }

  std::span<const Of> operator[](std::uint32_t bucket) const {
    return std::span(all_).subspan(first_[bucket], first_[bucket + 1] - first_[bucket]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<Of> all_;
};

}  // namespace mg
