#pragma once

#include <string>
#include <string_view>

namespace mg::test {

/// Expects `text` to be what tests/golden/NAME holds. With MG_ACCEPT=1 in the environment, writes it there instead.
void expect_golden(std::string_view name, const std::string& text);

}  // namespace mg::test
