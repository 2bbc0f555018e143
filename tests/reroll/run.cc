#include "run.h"

#include <gtest/gtest.h>

#include "mg/exec/machine.h"
#include "mg/program/verify.h"

namespace mg::test {

Results run(const program::Program& program, const Arguments& arguments) {
  EXPECT_NO_THROW(program::verify(program, "all"));
  const auto array = [&](program::Role role) { return std::vector<double>(length(program, role)); };
  Results results{array(program::Role::Output), array(program::Role::InputBar), array(program::Role::ParameterBar)};
  results.holds = exec::Machine(program).run({.x = arguments.x,
                                              .p = arguments.p,
                                              .y_bar = arguments.seeds,
                                              .y = results.y,
                                              .x_bar = results.x_bar,
                                              .p_bar = results.p_bar});
  return results;
}

}  // namespace mg::test
