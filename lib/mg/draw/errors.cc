#include "mg/draw/errors.h"

#include <fmt/format.h>

#include "mg/base/quote.h"

namespace mg::draw {
namespace {

std::string_view reason_text(NotDrawn why) {
  switch (why) {
    case NotDrawn::Empty:
      return "nothing is in it";
    case NotDrawn::Unneeded:
      return "no output depends on it, and not all nodes are asked for";
    case NotDrawn::NotBetween:
      return "it does not lie between from and to";
  }
  return "";
}

std::string too_large_text(const TooLargeError::Size& size, std::size_t most_boxes, std::size_t most_edges,
                           const std::optional<TooLargeError::Size>& other) {
  const std::string advice =
      other ? fmt::format("; detail {} has {} boxes and {} edges", name(other->detail), other->boxes, other->edges)
            : std::string();
  return fmt::format("{} boxes and {} edges (detail {}) are too much to draw, at most {} and {}{}", size.boxes,
                     size.edges, name(size.detail), most_boxes, most_edges, advice);
}

}  // namespace

OptionError::OptionError(std::string_view member, const std::string& text)
    : UsageError(fmt::format("{}: {}", member, text)), option(member), message(text) {}

FocusError::FocusError(std::string_view name, NotDrawn why)
    : OptionError("focus", fmt::format("{} is not drawn, as {}", quoted_briefly(name), reason_text(why))),
      focus(name),
      reason(why) {}

TooLargeError::TooLargeError(const Size& of, std::size_t boxes, std::size_t edges, const std::optional<Size>& another)
    : UsageError(too_large_text(of, boxes, edges, another)),
      size(of),
      most_boxes(boxes),
      most_edges(edges),
      other(another) {}

}  // namespace mg::draw
