#include "run.h"

#include <gtest/gtest.h>

#include "mg/exec/machine.h"
#include "mg/program/lift.h"
#include "mg/program/verify.h"

namespace mg::test {

Results run(const Program& program, const Arguments& arguments) {
  const program::Program lifted = program::lift(program);
  EXPECT_NO_THROW(program::verify(lifted, "all"));
  const auto of_length = [&](program::Role role) {
    for (const program::Buffer& buffer : lifted.buffers) {
      if (buffer.role == role) return std::vector<double>(buffer.length);
    }
    return std::vector<double>();
  };
  Results results{of_length(program::Role::Output), of_length(program::Role::InputBar),
                  of_length(program::Role::ParameterBar)};
  results.holds = exec::Machine(program).run({.x = arguments.x,
                                              .p = arguments.p,
                                              .y_bar = arguments.seeds,
                                              .y = results.y,
                                              .x_bar = results.x_bar,
                                              .p_bar = results.p_bar});
  return results;
}

}  // namespace mg::test
