#pragma once

#include <vector>

#include "mg/program/program.h"

namespace mg::program {

/// A read in an item, as a pass looks at it.
struct Access {
  Id<Expr> read;
  std::uint64_t times = 1;  ///< in a turn of the item's axes: the turns of the loops of its body around it
  bool in_loop = false;     ///< of its body
};

/// What computes one thing after the other: parallel loops around what stores, or statements up to one that stores; or
/// a serial loop around items.
struct Item {
  std::uint32_t begin = 0, end = 0;            ///< statements
  std::uint32_t body_begin = 0, body_end = 0;  ///< those within its axes
  std::vector<Id<Loop>> axes = {};             ///< outermost first; the last may have lanes
  bool is_serial_loop = false;                 ///< what is in it are items again: body_begin to body_end

  bool has_guard = false;
  std::uint32_t size = 0;             ///< operations, as they are written
  std::vector<Access> reads = {};     ///< of arrays
  std::vector<Id<Expr>> stores = {};  ///< places
};

/// The items of a stretch of statements. Of a serial loop around items, only where it stands.
std::vector<Item> items_of(const Program& program, std::uint32_t begin, std::uint32_t end);

/// How far a place moves in a turn of a loop.
std::int32_t step_along(const Program& program, const Expr& place, Id<Loop> loop);

}  // namespace mg::program
