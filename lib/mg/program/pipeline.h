#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "mg/program/program.h"

namespace mg::program {

struct LoweringOptions {
  std::uint32_t function_size = 256;  ///< operations of a function, about, and at least 1
  bool lanes = true;                  ///< whether turns of loops may be taken side by side
};

/// A step from the loops as they were found to what is printed.
struct Stage {
  std::string_view name;
  std::string_view purpose;
  Program (*run)(Program&& program, const LoweringOptions& options);
  bool is_for_loops = false;  ///< a Program without loops, which is as straight_line() makes it, stays as it is
  bool is_for_lanes = false;  ///< one without lanes does
};

/// What comes in, by the name that `watch` is given.
inline constexpr std::string_view first_stage = "loops";

/// All that follow, in order.
std::span<const Stage> stages();

/// Takes a Program through all stages, and verifies it after each. `watch`, if given, is called with each stage's name
/// and Program, `first_stage` being what comes in.
Program lower(Program program, const LoweringOptions& options,
              const std::function<void(std::string_view stage, const Program&)>& watch = {});

}  // namespace mg::program
