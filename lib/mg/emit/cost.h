#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mg/emit/options.h"
#include "mg/program/program.h"

namespace mg::emit {

/// What a Program costs, as far as its text tells.
struct Cost {
  std::array<std::uint64_t, op_count> operations{};
  std::uint64_t total = 0;
  std::uint64_t libm_calls = 0;      ///< operations that call the math library
  std::uint64_t constant_bytes = 0;  ///< of distinct constants that are used
  std::uint64_t stack_bytes = 0;     ///< most that a function takes for numbers, were none kept in a register
};

/// Bytes of an entry of a table of places: 2 or 4.
std::size_t table_entry_size(std::span<const std::uint32_t> table);

Cost cost(const program::Program& program);

/// How many there are of each kind, by its name in `.graph` files; those that there are none of are left out.
std::vector<std::pair<std::string_view, std::uint64_t>> by_kind(const Cost& cost);

/// "12 operations (5 add, 7 mul), 0 calls into libm", or into Math, as the language calls the math library.
std::string summary(const Cost& cost, Language language);

}  // namespace mg::emit
