#include "dot_messages.h"

#include <fmt/format.h>

#include <string>

#include "mg/base/quote.h"
#include "mg/draw/errors.h"

namespace mg::tools {
namespace {

std::string_view reason_text(draw::NotDrawn reason) {
  switch (reason) {
    case draw::NotDrawn::Empty:
      return "nothing is in it";
    case draw::NotDrawn::Unneeded:
      return "no output depends on it; --all draws every node";
    case draw::NotDrawn::NotBetween:
      return "it is not on the --path";
  }
  return "";
}

std::string message(const draw::TooLargeError& error) {
  std::string advice = "--focus=NODE draws a part of it, --force all the same";
  if (error.other) {
    advice = fmt::format("--detail={} has {} boxes and {} edges; {}", draw::name(error.other->detail),
                         error.other->boxes, error.other->edges, advice);
  }
  return fmt::format("{} boxes and {} edges (--detail={}) are too much to draw, at most {} and {}; {}",
                     error.size.boxes, error.size.edges, draw::name(error.size.detail), error.most_boxes,
                     error.most_edges, advice);
}

}  // namespace

draw::Drawing drawn(const std::function<draw::Drawing()>& draw) {
  try {
    return draw();
  } catch (const draw::FocusError& error) {
    throw UsageError(
        fmt::format("--focus: {} is not drawn, as {}", quoted_briefly(error.focus), reason_text(error.reason)));
  } catch (const draw::OptionError& error) {
    const bool is_end = error.option == "from" || error.option == "to";
    throw UsageError(fmt::format("--{}: {}", is_end ? "path" : error.option, error.message));
  } catch (const draw::TooLargeError& error) {
    throw UsageError(message(error));
  }
}

}  // namespace mg::tools
