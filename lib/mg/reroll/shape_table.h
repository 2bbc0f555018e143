#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/reroll/cells.h"

namespace mg {

/// The shape of a hole that reads what has a role: the first shapes of all, in the order in which arguments of ops that
/// commute are put.
ShapeId hole_shape(program::Role role);

/// Gives equal shapes the same number: open addressing, at most half full.
class ShapeTable {
 public:
  /// Enters the shapes of holes.
  explicit ShapeTable(Cells& cells);

  ShapeId operation(Op op, double attribute, const std::array<ShapeId, 3>& arguments);
  ShapeId sum(std::span<const Summand> summands);

 private:
  /// The place of the shape that `same` holds for, or a free one.
  template <class Same> ShapeId& find(std::uint64_t hash, Same&& same);
  ShapeId add(ShapeId& slot, const Shape& shape, std::uint64_t hash);
  void grow();

  Cells& cells_;
  std::vector<ShapeId> slots_;
  std::vector<std::uint64_t> hashes_;  // of the shapes but holes
};

}  // namespace mg
