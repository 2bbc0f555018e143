#pragma once

#include "mg/base/temporary.h"

namespace mg::check {

using TemporaryDirectory = TemporaryFolder;

}  // namespace mg::check
