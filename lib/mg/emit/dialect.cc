#include "mg/emit/dialect.h"

#include "mg/emit/literal.h"

namespace mg::emit {

const Dialect cplusplus{
    .number = "double ",  // not const: clang would try to work out each from those before it, in exponential time
    .index = "int ",
    .broken = "return false;",
    .work = "work_",
    .has_lanes = true,
    .standard = "std::",
    .sqrt = "sqrt",
    .abs = "fabs",
    .floor = "floor",
    .library = "mg_",
    .own = "",
    .function = "inline double ",
    .parameter = "double ",
    .choose_lanes = "T::choose",
    .each_lane = "T::template each",
    .literal = number_literal};

}  // namespace mg::emit
