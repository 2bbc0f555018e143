#include "mg/reroll/repeats.h"

#include <algorithm>
#include <utility>

namespace mg {
namespace {

using program::Role;

constexpr std::uint32_t least_turns = 4;
constexpr std::uint32_t most_candidates = 32;
constexpr std::uint32_t longest_period = 4096;
constexpr std::uint32_t none = 0xffffffff;

class Finder {
 public:
  Finder(const Cells& cells, const Nests& nests, const program::Layout& layout)
      : nests_(nests), begin_{0}, budget_(64 * nests.nests.size()) {
    for (const Nest& nest : nests.nests) {
      const auto origin = mg::origin(cells, nests, nest, layout);
      origins_.insert(origins_.end(), origin.begin(), origin.end());
      begin_.push_back(origins_.size());
    }
    next_.assign(nests.nests.size(), none);
    std::vector<std::uint32_t> last(nests.patterns.size(), none);
    for (std::uint32_t i = static_cast<std::uint32_t>(next_.size()); i-- > 0;) {
      next_[i] = std::exchange(last[nests.nests[i].pattern], i);
    }
  }

  std::vector<Repeat> run() {
    std::vector<Repeat> repeats;
    for (std::uint32_t i = 0; i < next_.size();) {
      const Repeat best = longest_at(i);
      repeats.push_back(best);
      i += best.period * best.count;
    }
    return repeats;
  }

 private:
  Repeat longest_at(std::uint32_t i) {
    Repeat best{i, 1, 1};
    std::uint32_t tried = 0;
    for (std::uint32_t j = next_[i]; j != none && tried < most_candidates; j = next_[j], ++tried) {
      const std::uint32_t period = j - i;
      if (period > longest_period || budget_ == 0) break;
      const std::uint32_t turns = turns_at(i, period);
      if (turns >= least_turns && turns * period > best.period * best.count) best = {i, period, turns};
    }
    return best;
  }

  std::uint32_t turns_at(std::uint32_t i, std::uint32_t period) {
    std::uint32_t j = i + period;
    while (j < next_.size() && budget_ > 0 && continues(j, period, j - i >= 2 * period)) ++j, --budget_;
    return (j - i) / period;
  }

  /// Whether nest `j` is like the one a period before, and has gone the same way from it as that one had.
  bool continues(std::uint32_t j, std::uint32_t period, bool has_two_before) const {
    if (nests_.nests[j].pattern != nests_.nests[j - period].pattern) return false;
    if (!has_two_before) return true;
    const std::uint32_t *a = &origins_[begin_[j - 2 * period]], *b = &origins_[begin_[j - period]],
                        *c = &origins_[begin_[j]];
    const std::size_t count = begin_[j + 1] - begin_[j];
    for (std::size_t k = 0; k < count; ++k) {
      if (c[k] - b[k] != b[k] - a[k]) return false;
    }
    return true;
  }

  const Nests& nests_;
  std::vector<std::uint32_t> origins_;
  std::vector<std::size_t> begin_;   // of each nest, in origins_
  std::vector<std::uint32_t> next_;  // nest of the same pattern
  std::uint64_t budget_;             // comparisons left: what keeps this linear
};

}  // namespace

std::vector<Repeat> find_repeats(const Cells& cells, const Nests& nests, const program::Layout& layout) {
  return Finder(cells, nests, layout).run();
}

std::vector<std::uint32_t> origin(const Cells& cells, const Nests& nests, const Nest& nest,
                                  const program::Layout& layout) {
  const std::uint32_t first = nests.members[nest.first];
  const Cell& cell = cells.cells[first];
  const Pattern& pattern = nests.patterns[nest.pattern];
  std::vector<std::uint32_t> origin;
  for (const Access& access : pattern.accesses) {
    const bool moves = access.role != Role::Data && !access.irregular;
    origin.push_back(moves ? nests.place(cells, first, access.offset) : 0);
  }
  origin.push_back(cell.result == no_result ? nests.address[cell.node.index] : layout.outputs[cell.result].index);
  return origin;
}

}  // namespace mg
