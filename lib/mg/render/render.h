#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mg::render {

enum class Format : std::uint8_t { Svg, Png, Pdf };

/// "svg", "png", "pdf". UsageError for others.
Format format_named(std::string_view name);

struct Limits {
  std::chrono::milliseconds time{30'000};
  std::size_t memory = std::size_t{4} << 30;  ///< bytes, beyond what this process has
};

struct Rendering {
  bool timed_out = false;
  std::string bytes;     ///< the image; empty after a time-out
  std::string messages;  ///< what Graphviz had to say, though it went well: that it had to scale an image down
};

/// Lays out DOT text and draws it. Graphviz works in a process of its own, as a layout cannot be cancelled, may crash,
/// and leaks: here, running out of time is a result, and everything else that goes wrong a SystemError that says what.
/// Nothing is written to the streams of this process. For programs of one thread.
Rendering render(std::string_view dot, Format format, const Limits& limits = {});

}  // namespace mg::render
