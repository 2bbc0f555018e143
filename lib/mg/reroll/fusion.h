#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "mg/reroll/nests.h"
#include "mg/reroll/repeats.h"

namespace mg {

/// Nests that run in the same loops.
struct Fused {
  std::vector<std::uint32_t> nests;   ///< in Nests::nests, in the order in which they run
  std::vector<std::uint32_t> counts;  ///< of the loops, outermost first
  std::uint32_t statements;           ///< of all, about
};

/// Brings nests together that go on, turn by turn, with what others have just made. Linear in what they read.
class Fusion {
 public:
  /// No more than `most_statements` are put together: compilers do not like long functions.
  Fusion(const Cells& cells, const Nests& nests, const Layout& layout, std::uint32_t most_statements);

  /// The nests, in an order in which each is after those that it reads, those together that can run in the same loops.
  /// For the body of a repeat, its nests are those of the first turn.
  std::vector<Fused> fuse(const std::vector<std::uint32_t>& nests, const Repeat* repeat);

  /// The pattern of a nest, whose loops may have been split to be those of others.
  const Pattern& pattern(std::uint32_t nest) const { return *patterns_[nest]; }
  /// Where the accesses of a nest begin, then its target: origin() of repeats.h.
  const std::vector<std::uint32_t>& origin(std::uint32_t nest) const { return origins_[nest]; }
  /// How far place `k` of the origin of a nest moves in a turn of `repeat`; without one, 0.
  std::int32_t origin_step(std::uint32_t nest, std::size_t k, const Repeat* repeat) const;

 private:
  std::uint32_t turns() const { return repeat_ ? repeat_->count : 1; }
  const Nest& in_turn(std::uint32_t nest, std::uint32_t turn) const {
    return nests_.nests[nest + (repeat_ ? turn * repeat_->period : 0)];
  }
  void made(std::uint32_t nest, std::uint32_t by);
  template <class Each> void for_each_maker(std::uint32_t nest, Each&& each) const;
  std::uint32_t last_read(std::uint32_t nest) const;
  bool share_loops(std::uint32_t nest, Fused& fused);
  void split_loop(std::uint32_t nest, const std::vector<std::uint32_t>& counts);
  bool can_join(std::uint32_t nest, const Fused& fused, std::uint32_t index) const;

  const Cells& cells_;
  const Nests& nests_;
  const std::uint32_t most_statements_;
  std::vector<std::vector<std::uint32_t>> origins_;  // of each nest
  std::vector<const Pattern*> patterns_;             // likewise
  std::deque<Pattern> split_patterns_;
  const Repeat* repeat_ = nullptr;  // that is being fused
  // Of each place of the cells' memory, while it is made by one of those being fused:
  std::vector<std::uint32_t> maker_;  // which of the results
  std::vector<std::uint32_t> made_in_turn_;
};

}  // namespace mg
