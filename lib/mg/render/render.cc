#include "mg/render/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/render/child.h"
#include "mg/render/graphviz.h"

namespace mg::render {
namespace {

struct FormatRow {
  std::string_view name;
  Format format;
};
constexpr std::array<FormatRow, 3> formats{{{"svg", Format::Svg}, {"png", Format::Png}, {"pdf", Format::Pdf}}};

constexpr std::size_t longest_complaint = 2000;

/// What Graphviz has said, in a length that can be shown.
std::string_view shown(std::string_view messages) {
  while (!messages.empty() && messages.back() == '\n') messages.remove_suffix(1);
  return messages.substr(0, longest_complaint);
}

/// The same as the end of a message of ours.
std::string complaint(std::string_view messages) {
  const std::string_view text = shown(messages);
  return text.empty() ? "" : fmt::format(": {}", text);
}

/// Without what Graphviz says of itself: for edges between boxes of one rank it confuses attributes of its own copies
/// ("9" is a font size), which does no harm; and it may begin with a program that it has no name of.
std::string of_interest(std::string_view messages) {
  std::string result;
  while (!messages.empty()) {
    const std::size_t end = std::min(messages.find('\n'), messages.size() - 1) + 1;
    constexpr std::string_view nobody = "(null): ";
    if (messages.starts_with(nobody)) {
      messages.remove_prefix(nobody.size());
      continue;
    }
    if (!messages.starts_with("Warning: Arrow type ")) result += messages.substr(0, end);
    messages.remove_prefix(end);
  }
  return result;
}

/// Graphviz leaves out the outlines of filled shapes by a word that SVG does not know, and that some viewers draw
/// black.
void use_svg_words(std::string& svg) {
  constexpr std::string_view unknown = "stroke=\"transparent\"";
  constexpr std::string_view known = "stroke=\"none\"";
  std::string result;
  result.reserve(svg.size());
  std::size_t from = 0;
  for (;;) {
    const std::size_t found = svg.find(unknown, from);
    result.append(svg, from, found - from);
    if (found == std::string::npos) break;
    result += known;
    from = found + unknown.size();
  }
  svg = std::move(result);
}

}  // namespace

Format format_named(std::string_view name) {
  const auto row = std::ranges::find(formats, name, &FormatRow::name);
  if (row == formats.end())
    throw UsageError(fmt::format("there is no picture format {}: svg, png or pdf", quoted_briefly(name)));
  return row->format;
}

Rendering render(std::string_view dot, Format format, const Limits& limits) {
  const std::string text(dot);  // Graphviz wants a terminating zero
  ChildResult child = run_in_child([&](int output) { return run_graphviz(text.c_str(), format, output); },
                                   {.time = limits.time, .memory = limits.memory});
  switch (child.end) {
    case ChildResult::End::TimedOut:
      return {.timed_out = true, .bytes = {}, .messages = {}};
    case ChildResult::End::OutOfMemory:
      throw SystemError(fmt::format("Graphviz needs more than {} MB of memory for this picture", limits.memory >> 20));
    case ChildResult::End::Crashed:
      throw SystemError(fmt::format("Graphviz crashed ({}){}", strsignal(child.signal), complaint(child.messages)));
    case ChildResult::End::Exited:
      break;
  }
  if (child.exit_code != 0) throw SystemError("Graphviz failed" + complaint(child.messages));
  if (format == Format::Svg) use_svg_words(child.output);
  return {.timed_out = false,
          .bytes = std::move(child.output),
          .messages = std::string(shown(of_interest(child.messages)))};
}

}  // namespace mg::render
