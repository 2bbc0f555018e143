#include "mg/exec/machine.h"

#include <fmt/format.h>

#include <string_view>

#include "mg/base/error.h"
#include "mg/exec/doubles.h"

namespace mg::exec {

using program::Role;

struct Machine::Parts {
  explicit Parts(const program::Program& its) : program(its), interpreter(program, doubles) {
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      if (program.buffers[{b}].role != Role::Work) continue;
      work.resize(program.buffers[{b}].length);
      interpreter.bind({b}, work.data());
    }
  }

  /// Has the program use `array` as its buffer of `role`.
  template <class Number> void bind(std::string_view name, Role role, std::span<Number> array) {
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      const program::Buffer& buffer = program.buffers[{b}];
      if (buffer.role != role) continue;
      if (array.size() < buffer.length) {
        throw UsageError(
            fmt::format("machine: {} has {} numbers, but the program uses {}", name, array.size(), buffer.length));
      }
      interpreter.bind({b}, array.data());
    }
  }

  program::Program program;
  Doubles doubles;
  program::Interpreter<Doubles> interpreter;
  std::vector<double> work;
};

Machine::Machine(const program::Program& program) : parts_(std::make_unique<Parts>(program)) {}
Machine::~Machine() = default;

bool Machine::run(const Arrays& arrays) {
  parts_->bind("x", Role::Input, arrays.x);
  parts_->bind("p", Role::Parameter, arrays.p);
  parts_->bind("y_bar", Role::Seed, arrays.y_bar);
  parts_->bind("y", Role::Output, arrays.y);
  parts_->bind("x_bar", Role::InputBar, arrays.x_bar);
  parts_->bind("p_bar", Role::ParameterBar, arrays.p_bar);
  return parts_->interpreter.run();
}

}  // namespace mg::exec
