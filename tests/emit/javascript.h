#pragma once

#include <fmt/format.h>

#include "mg/emit/dialect.h"

namespace mg::emit {

/// Dialects are tables: that of a language that has neither types nor lanes.
constexpr Dialect javascript{.number = "let ",
                             .index = "let ",
                             .broken = "return false;",
                             .work = "work_",
                             .has_lanes = false,
                             .standard = "Math.",
                             .sqrt = "sqrt",
                             .abs = "abs",
                             .floor = "floor",
                             .library = "Math.",
                             .own = "",
                             .function = "function ",
                             .parameter = "",
                             .choose_lanes = "",
                             .each_lane = "",
                             .literal = [](double number) { return fmt::format("{}", number); }};

}  // namespace mg::emit
