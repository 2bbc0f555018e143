#pragma once

#include <numbers>

#include "mg/core/value.h"

// The constants of <numbers>, as templates name them: `std::numbers::pi_v<T>`.

#define MG_CONSTANT(name) \
  template <> inline constexpr mg::Value std::numbers::name##_v<mg::Value>{std::numbers::name##_v<double>};
MG_CONSTANT(e)
MG_CONSTANT(log2e)
MG_CONSTANT(log10e)
MG_CONSTANT(pi)
MG_CONSTANT(inv_pi)
MG_CONSTANT(inv_sqrtpi)
MG_CONSTANT(ln2)
MG_CONSTANT(ln10)
MG_CONSTANT(sqrt2)
MG_CONSTANT(sqrt3)
MG_CONSTANT(inv_sqrt3)
MG_CONSTANT(egamma)
MG_CONSTANT(phi)
#undef MG_CONSTANT
