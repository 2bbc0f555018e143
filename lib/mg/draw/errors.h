#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mg/base/error.h"
#include "mg/draw/look/style.h"

namespace mg::draw {

// What a drawing is refused for, so that a program can say it in the words of its own options.

/// A member of Options that asks for what there is not. `what()` is "focus: MESSAGE".
struct OptionError : UsageError {
  OptionError(std::string_view option, const std::string& message);

  std::string_view option;  ///< the member: "focus", "from", "to", "collapse", "expand"
  std::string message;      ///< without it
};

/// Why a focus is not there.
enum class NotDrawn : std::uint8_t {
  Empty,       ///< a scope without nodes
  Unneeded,    ///< no output depends on it, and Options::all is false
  NotBetween,  ///< it is not on the way between Options::from and Options::to
};

struct FocusError : OptionError {
  FocusError(std::string_view focus, NotDrawn why);

  std::string focus;
  NotDrawn reason;
};

/// A drawing that is too large to be laid out, without Options::force.
struct TooLargeError : UsageError {
  struct Size {
    Detail detail;
    std::size_t boxes, edges;
  };
  TooLargeError(const Size& size, std::size_t most_boxes, std::size_t most_edges, const std::optional<Size>& other);

  Size size;
  std::size_t most_boxes, most_edges;
  std::optional<Size> other;  ///< a level of detail that would do
};

}  // namespace mg::draw
