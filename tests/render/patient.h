#pragma once

#include <chrono>

#include "mg/render/render.h"

namespace mg::test {

/// No test fails because a machine is slow: what hangs is ended by Meson.
inline constexpr render::Limits patient{.time = std::chrono::hours(24)};

}  // namespace mg::test
