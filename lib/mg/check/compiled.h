#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mg/check/compiler.h"
#include "mg/emit/model.h"

namespace mg::check {

/// Where models are compiled, and by what.
struct Workshop {
  std::filesystem::path directory;
  std::vector<std::string> compiler;
};

/// The entries of a generated model, compiled and loaded.
class Compiled {
 public:
  /// Those that an entry takes are used; y_bar may be null.
  using Arrays = std::array<double*, program::role_count>;

  /// `options`: those that the model was lowered with. `name`: of its files. SystemError where it cannot be compiled or
  /// loaded.
  Compiled(const emit::Model& model, emit::Options options, const Workshop& workshop, const std::string& name);

  bool has(std::string_view entry) const { return entries_.contains(entry); }
  /// Whether an entry that there is takes an array of a role.
  bool takes(std::string_view entry, program::Role role) const {
    return entries_.find(entry)->second.takes[static_cast<std::size_t>(role)];
  }
  /// The result of an entry, true of those that have none.
  bool call(std::string_view entry, const Arrays& arrays) const {
    return entries_.find(entry)->second.function(arrays.data());
  }

 private:
  using Function = int(double* const* arrays);
  struct Loaded {
    Function* function;
    std::array<bool, program::role_count> takes;
  };

  std::unique_ptr<Library> library_;
  std::map<std::string, Loaded, std::less<>> entries_;
};

}  // namespace mg::check
