#include "code_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "mg/base/error.h"
#include "mg/emit/literal.h"

namespace mg::cli {

CodeOptions::CodeOptions() : given_(emit::option_rows().size()) {}

std::vector<Option> CodeOptions::rows() {
  std::vector<Option> rows;
  for (std::size_t i = 0; i < given_.size(); ++i) {
    const emit::OptionRow& row = emit::option_rows()[i];
    Option option{row.name, &given_[i].text, row.help, row.argument, {row.choices.begin(), row.choices.end()}};
    if (row.argument.empty()) option.target = &given_[i].flag;
    if (row.is_number) option.target = &given_[i].number;
    rows.push_back(std::move(option));
  }
  return rows;
}

emit::Options CodeOptions::options(const std::string& input) const {
  emit::Options options;
  const std::filesystem::path path(input);
  options.source = input == "-" ? "standard input" : path.filename().string();
  if (input != "-") options.name = emit::to_identifier(path.stem().string());
  for (std::size_t i = 0; i < given_.size(); ++i) {
    const emit::OptionRow& row = emit::option_rows()[i];
    const auto& [flag, text, number] = given_[i];
    try {
      if (flag) row.set(options, "");
      if (text) row.set(options, *text);
      if (number) row.set(options, std::to_string(*number));
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("--{}: {}", row.name, error.what()));
    }
  }
  if (options.wrt && !options.backward) {
    throw UsageError("--wrt says what backward computes; --no-backward leaves it out");
  }
  return options;
}

bool CodeOptions::has(std::string_view name) const {
  const auto found = std::ranges::find(emit::option_rows(), name, &emit::OptionRow::name);
  const Given& its = given_[static_cast<std::size_t>(found - emit::option_rows().begin())];
  return its.flag || its.text || its.number;
}

}  // namespace mg::cli
