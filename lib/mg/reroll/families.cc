#include "mg/reroll/families.h"

#include <bit>

#include "mg/base/hash.h"

namespace mg {
namespace {

using program::Role;

constexpr int rounds = 2;  // how far back cells are told apart by what they read

/// Numbers hashes in the order in which they come first: open addressing, at most half full.
class Numbering {
 public:
  explicit Numbering(std::size_t most) : slots_(std::bit_ceil(most * 2 + 2)) {}

  std::uint32_t operator()(std::uint64_t hash) {
    for (std::size_t i = hash >> 7;; ++i) {
      Slot& slot = slots_[i & (slots_.size() - 1)];
      if (slot.number == 0) slot = {hash, ++count_};
      if (slot.hash == hash) return slot.number - 1;
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t number = 0;  // plus one; 0: free
  };
  std::vector<Slot> slots_;
  std::uint32_t count_ = 0;
};

}  // namespace

Families find_families(const Cells& cells, const program::Layout& layout) {
  const std::size_t count = cells.cells.size();
  std::vector<std::uint64_t> hash(count), next(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Cell& cell = cells.cells[i];
    const Role target = cell.result == no_result ? Role::Work : layout.outputs[cell.result].role;
    hash[i] = mix(cell.shape, static_cast<std::uint64_t>(target));
  }
  for (int round = 0; round < rounds; ++round) {
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint64_t h = hash[i];
      for (const NodeId node : cells.reads_of(i)) {
        const std::uint32_t read = cells.cell_of[node.index];
        if (read != no_cell) h = mix(h, hash[read]);
      }
      next[i] = h;
    }
    hash.swap(next);
  }
  Families families;
  families.of.resize(count);
  Numbering number(count);
  for (std::size_t i = 0; i < count; ++i) {
    families.of[i] = number(mix(hash[i], cells.cells[i].shape));
    if (families.of[i] < families.count) continue;
    families.count = families.of[i] + 1;
    families.statements += cells.shapes[cells.cells[i].shape].statements;
  }
  return families;
}

}  // namespace mg
