#include "mg/reroll/grid.h"

#include <algorithm>

namespace mg {
namespace {

std::int32_t difference(std::uint32_t to, std::uint32_t from) { return static_cast<std::int32_t>(to - from); }

/// Whether rows `a`, `b` differ by `step`.
bool differ_by(const IndexRows& rows, std::size_t a, std::size_t b, const std::vector<std::int32_t>& step) {
  const auto from = rows[a], to = rows[b];
  for (std::size_t c = 0; c < rows.columns; ++c) {
    if (difference(to[c], from[c]) != step[c]) return false;
  }
  return true;
}

std::vector<std::int32_t> step_between(const IndexRows& rows, std::size_t a, std::size_t b) {
  std::vector<std::int32_t> step(rows.columns);
  for (std::size_t c = 0; c < rows.columns; ++c) step[c] = difference(rows[b][c], rows[a][c]);
  return step;
}

}  // namespace

std::optional<Grid> fit_grid(const IndexRows& rows, std::size_t most_axes) {
  Grid grid;
  // From the innermost loop out: the rows are taken `stride` at a time, each standing for a block that is known to be
  // like the others.
  std::size_t stride = 1;
  while (stride < rows.count) {
    if (grid.counts.size() == most_axes) return std::nullopt;
    const std::size_t blocks = rows.count / stride;
    const auto step = step_between(rows, 0, stride);
    std::size_t length = 2;
    while (length < blocks && differ_by(rows, (length - 1) * stride, length * stride, step)) ++length;
    if (blocks % length != 0) return std::nullopt;
    for (std::size_t b = length; b < blocks; ++b) {
      if (b % length != 0 && !differ_by(rows, (b - 1) * stride, b * stride, step)) return std::nullopt;
    }
    grid.counts.insert(grid.counts.begin(), static_cast<std::uint32_t>(length));
    grid.steps.insert(grid.steps.begin(), step);
    stride *= length;
  }
  return grid;
}

std::vector<std::uint32_t> cut_into_lines(const IndexRows& rows) {
  std::vector<std::uint32_t> begins{0};
  for (std::size_t begin = 0; begin < rows.count;) {
    std::size_t end = begin + 1;
    if (end < rows.count) {
      const auto step = step_between(rows, begin, end);
      while (end < rows.count && differ_by(rows, end - 1, end, step)) ++end;
    }
    begins.push_back(static_cast<std::uint32_t>(end));
    begin = end;
  }
  return begins;
}

}  // namespace mg
