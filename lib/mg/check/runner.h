#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace mg::check {

/// Where models are compiled or run, and by what.
struct Workshop {
  std::filesystem::path directory;
  std::vector<std::string> compiler;

  /// Makes a file in the directory. SystemError where it cannot be written.
  void write(const std::string& name, const std::string& text) const;
};

/// What calls the entries of a generated model.
class Runner {
 public:
  virtual ~Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Calls an entry, by its place, with arrays by their roles; returns its result, true where it has none.
  virtual bool call(std::size_t entry, double* const* arrays) = 0;
  /// Whether functions of the math library are those that the engine calls, so that their results can be compared bit
  /// for bit.
  virtual bool has_the_engines_library() const = 0;

 protected:
  Runner() = default;
};

}  // namespace mg::check
