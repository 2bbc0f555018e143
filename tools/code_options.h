#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli.h"
#include "mg/emit/options.h"

namespace mg::cli {

/// The options of generated code (emit/options.h) on a command line.
class CodeOptions {
 public:
  CodeOptions();

  /// Rows for a command's table: they set what is given here.
  std::vector<Option> rows();
  /// What was given. Where that has no name, it is made of the input's.
  emit::Options options(const std::string& input) const;
  /// Whether an option was given.
  bool has(std::string_view name) const;

 private:
  struct Given {
    bool flag = false;
    std::optional<std::string> text = {};
    std::optional<long> number = {};
  };
  std::vector<Given> given_;  // for each row
};

}  // namespace mg::cli
