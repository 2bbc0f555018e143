#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/emit/options.h"

namespace mg::emit {

/// `forward` as straight-line code, and which line of it computes what.
struct Listing {
  static constexpr std::uint32_t no_line = 0xffffffff;

  /// The statements that header() writes without loops, a line each, without its margin and newline. Where it takes
  /// several functions, those of all, in the order of the calls, each after a comment with its name.
  std::vector<std::string> lines;

  /// For each node of the graph, the line of its value:
  /// - of an operation: the line that computes it, or what it was simplified to or merged with;
  /// - of an input, a parameter passed in, or what was simplified to one: the first line that reads it;
  /// - of a constant or a parameter baked in: the first line that it is written in;
  /// - of what was folded: the line that its result is written in, if there is one only; likewise, of what is not in
  ///   the code, but what was folded from it.
  /// Where there is none, and for what no output depends on (a guard alone does not count): no_line.
  std::vector<std::uint32_t> line_of;
};

/// As with Loops::Off and without backward, whatever the options say of these. Baked parameters fold with what depends
/// on nothing else: with Parameters::Argument, more nodes have a line of their own. Linear in the nodes.
Listing listing(const Graph& graph, const Options& options);

}  // namespace mg::emit
