#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "mg/check/differences.h"
#include "mg/check/library_use.h"
#include "mg/core/graph.h"
#include "mg/emit/options.h"

namespace mg::check {

struct Options {
  std::size_t points = 10;  ///< random points, besides the recorded one
  std::uint64_t seed = 1;   ///< of their choice
  /// What is checked. By default, gradients by all leaves.
  emit::Options code{.wrt = Wrt::All};
  /// Whether `code.parameters` says how parameters are passed; else both ways are checked.
  bool one_way = false;
  std::string compiler = {};             ///< as for compiler_command() of the language
  std::filesystem::path directory = {};  ///< for temporary files; empty: one of its own, gone at the end
};

/// A number that the generated code computes otherwise than the engine.
struct Mismatch {
  std::string what;   ///< "value of y", "gradient of w"
  std::size_t point;  ///< 0: the recorded one
  double engine;
  double generated;
};

/// One way of generating code, compared.
struct Comparison {
  std::string name;                                   ///< "parameters baked"
  std::size_t values = 0, gradients = 0, guards = 0;  ///< numbers compared
  std::size_t differing = 0;
  std::vector<Mismatch> first = {};  ///< the first few

  /// Of the numbers compared, those that depend on functions of another math library than the engine's, which are held
  /// to no bits: how many, which functions, and the largest relative difference. A guard that differs has one of 1.
  /// Where no odd numbers are around, what is off by more than a thousandth of it, or of 1, counts as differing all the
  /// same.
  std::size_t not_in_bits = 0;
  LibraryFunctions functions = 0;
  double largest_difference = 0.0;
};

struct Report {
  std::size_t points = 0;
  std::uint64_t proven = 0;  ///< operations that the generated programs compute as the graph does, for every input
  std::string unproven;      ///< why they could not be proven to, if so: then nothing is compared
  std::vector<Comparison> comparisons;
  std::string first_node;  ///< the first that differs, if any does, with its op, name and both values
  DifferenceResult differences;
  std::size_t difference_points = 0;

  bool has_the_bits() const;
  /// Whether there were numbers that could not be compared in bits.
  bool has_others() const;
  bool agrees() const { return unproven.empty() && has_the_bits() && differences.wrong == 0; }
};

/// Generates code from the graph, with parameters baked and (if there are any) as arguments; compiles it and loads
/// it, or runs it in node; and compares values, gradients and guards with the engine's replay at the recorded and at
/// random points, bit for bit. Before that the programs that the code is printed from are proven equal to the graph for
/// every input. Any NaN equals any NaN, as no operation defines which; 0 and -0 differ. Every other random point has
/// zeros, infinities, denormals and NaN among its numbers. What depends on functions of another math library than the
/// engine's is not held to the bit, but counted apart. The engine itself is compared with central differences.
Report check(const Graph& graph, const Options& options);

}  // namespace mg::check
