#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mg/check/runner.h"
#include "mg/emit/model.h"

namespace mg::check {

/// The entries of a generated model, compiled and loaded; or running elsewhere.
class Compiled {
 public:
  /// Those that an entry takes are used; y_bar may be null.
  using Arrays = std::array<double*, program::role_count>;

  /// `options`: those that the model was lowered with. `name`: of its files. SystemError where it cannot be compiled,
  /// loaded or started.
  Compiled(const emit::Model& model, emit::Options options, const Workshop& workshop, const std::string& name);

  bool has(std::string_view entry) const { return entries_.contains(entry); }
  /// Whether an entry that there is takes an array of a role.
  bool takes(std::string_view entry, program::Role role) const {
    return entries_.find(entry)->second.takes[static_cast<std::size_t>(role)];
  }
  /// The result of an entry, true of those that have none.
  bool call(std::string_view entry, const Arrays& arrays) const {
    return runner_->call(entries_.find(entry)->second.place, arrays.data());
  }
  /// See Runner.
  bool has_the_engines_library() const { return runner_->has_the_engines_library(); }

 private:
  struct Its {
    std::size_t place;
    std::array<bool, program::role_count> takes;
  };

  std::unique_ptr<Runner> runner_;
  std::map<std::string, Its, std::less<>> entries_;
};

}  // namespace mg::check
