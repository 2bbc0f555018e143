#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mg {

/// Rows of numbers, one after the other.
struct IndexRows {
  std::vector<std::uint32_t> numbers;
  std::size_t columns = 0;  ///< may be 0
  std::size_t count = 0;

  std::span<const std::uint32_t> operator[](std::size_t row) const {
    return std::span(numbers).subspan(row * columns, columns);
  }
};

/// Nested loops: row `i` of what they walk is the first row plus, in each column, the sum of step × index over the
/// axes.
struct Grid {
  std::vector<std::uint32_t> counts;             ///< of the axes, the outermost first
  std::vector<std::vector<std::int32_t>> steps;  ///< [axis][column]
};

/// The nest of at most `most_axes` loops that walks `rows` in their order, if there is one; one row is a nest of none.
/// Linear.
std::optional<Grid> fit_grid(const IndexRows& rows, std::size_t most_axes);

/// Where a new loop begins if rows are taken by single loops, each as long as it goes; the end is the last entry.
std::vector<std::uint32_t> cut_into_lines(const IndexRows& rows);

}  // namespace mg
