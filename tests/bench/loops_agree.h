#pragma once

#include <array>
#include <memory>

#include "bench/compiled.h"
#include "bench/loops_cases.h"

namespace mg::bench {

/// The two ways to generate code, and what they are called.
enum { off, on };
constexpr std::array<const char*, 2> mode_names{"off", "auto"};
using Both = std::array<std::unique_ptr<const Compiled>, 2>;

/// Whether code with loops has the bits of code without, values those of the workload in `double`, and what is by hand
/// is near, at several points. If not, says so on standard error.
bool agrees(const LoopsCase& workload, const Both& both);

}  // namespace mg::bench
