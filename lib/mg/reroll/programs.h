#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/passes/gradient.h"
#include "mg/program/program.h"

namespace mg {

enum class Parameters : std::uint8_t {
  Bake,      ///< constants of their recorded values
  Argument,  ///< passed to each call
};

enum class Loops : std::uint8_t {
  Auto,  ///< where they make the code much shorter
  Off,   ///< straight-line code
};

enum class Language : std::uint8_t {
  Cplusplus,  ///< C++11 and later
  C,          ///< C99 and later, and C++
  Js,         ///< a module of JavaScript
};

/// What to make of a graph. On a command line, and in the head of a generated file: see emit/options.h.
struct CodeOptions {
  Language language = Language::Cplusplus;
  std::string name = "model";      ///< of the model: where the language has use for one; see is_identifier
  std::string source = "a graph";  ///< what the first line of the text says it was generated from
  Parameters parameters = Parameters::Bake;
  std::optional<Wrt> wrt = {};  ///< none: inputs where parameters are baked, else all
  bool backward = true;
  Loops loops = Loops::Auto;
  std::uint32_t function_size = 256;  ///< operations of a function, about, and at least 1
  /// What the Programs will run on: constants are rounded to it, and what depends on them only is computed in it.
  program::Scalar scalar = program::Scalar::Double;
};

/// What `wrt` stands for; of backward.
Wrt wrt_of(const CodeOptions& options);

/// A function of the generated code.
struct Entry {
  /// An array, and its name.
  struct Argument {
    program::Role role;
    std::string_view name;
  };

  std::string_view name;
  std::string_view purpose;  ///< sentences; of entries that go together, the first says it
  std::vector<Argument> arguments;
  bool checks = false;  ///< whether it has a result: that all guards hold
  bool copies = false;  ///< whether it only brings parameters into another order: it takes no Model
  program::Program program;

  bool takes(program::Role role) const;
  /// Length of the work array that it uses.
  std::uint32_t work() const { return length(program, program::Role::Work); }
};

/// A graph as Programs:
///
///     forward, backward, guards        backward as asked, guards where the graph has any
///     pack, unpack, forward_packed, …  the same over parameters in the order in which the loops read them, where that
///                                      is another than the user's; and from the one order to the other
struct Programs {
  std::vector<Entry> entries;
  std::uint64_t proven = 0;  ///< operations of the graphs behind them: see program/proof.h

  /// Null if there is none.
  const Entry* find(std::string_view name) const;
  /// UsageError if there is none.
  const program::Program& at(std::string_view name) const;
  /// Length of the work array that the entries share.
  std::uint32_t work() const;
};

struct Provenance;

/// Is shown each Program at each stage on the way (program/pipeline.h).
using Watch = std::function<void(std::string_view entry, std::string_view stage, const program::Program& program)>;

/// Takes a graph through the passes, finds its loops, lowers them (program/pipeline.h), and proves each Program equal
/// to the graph that it was made of: program::Unproven where one is not. `provenance` (provenance.h), if given, is
/// filled in. UsageError where `function_size` is 0.
Programs make_programs(const Graph& graph, const CodeOptions& options, const Watch& watch = {},
                       Provenance* provenance = nullptr);

}  // namespace mg
