#include "mg/exec/machine.h"

#include <fmt/format.h>

#include <string_view>

#include "mg/base/error.h"
#include "mg/exec/floating.h"

namespace mg::exec {

using program::Role;

template <class Number> struct BasicMachine<Number>::Parts {
  explicit Parts(const program::Program& its) : program(its), interpreter(program, domain) {
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      if (program.buffers[{b}].role != Role::Work) continue;
      work.resize(program.buffers[{b}].length);
      interpreter.bind({b}, work.data());
    }
  }

  /// Has the program use `array` as its buffer of `role`.
  template <class Element> void bind(std::string_view name, Role role, std::span<Element> array) {
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
  Floating<Number> domain;
  program::Interpreter<Floating<Number>> interpreter;
  std::vector<Number> work;
};

template <class Number>
BasicMachine<Number>::BasicMachine(const program::Program& program) : parts_(std::make_unique<Parts>(program)) {}
template <class Number> BasicMachine<Number>::~BasicMachine() = default;

template <class Number> bool BasicMachine<Number>::run(const BasicArrays<Number>& arrays) {
  parts_->bind("x", Role::Input, arrays.x);
  parts_->bind("p", Role::Parameter, arrays.p);
  parts_->bind("y_bar", Role::Seed, arrays.y_bar);
  parts_->bind("y", Role::Output, arrays.y);
  parts_->bind("x_bar", Role::InputBar, arrays.x_bar);
  parts_->bind("p_bar", Role::ParameterBar, arrays.p_bar);
  return parts_->interpreter.run();
}

template class BasicMachine<double>;
template class BasicMachine<float>;

}  // namespace mg::exec
