#include "mg/check/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/base/words.h"

namespace mg::check {
namespace {

constexpr std::size_t longest_message = 4000;  // bytes of the compiler's output

/// Where the command of a language is found, and what it is called in messages.
struct Tool {
  std::string_view what;
  const char* variable;
  const char* usual;
};
constexpr Tool tools[] = {{"the compiler", "CXX", "c++"}, {"the compiler", "CC", "cc"}, {"node", "NODE", "node"}};

}  // namespace

std::vector<std::string> compiler_command(Language language, const std::string& given) {
  const Tool& tool = tools[static_cast<std::size_t>(language)];
  const char* const variable = std::getenv(tool.variable);
  const std::string text = given.empty() && variable ? variable : given;
  const std::string where = given.empty() ? fmt::format("${}", tool.variable) : std::string(tool.what);
  auto command = words(text);
  if (!command) throw UsageError(fmt::format("{}: a quote is not closed in {}", where, mg::quoted(text)));
  std::error_code error;  // a command may be longer than any name
  if (command->size() > 1 && std::filesystem::is_regular_file(text, error)) {
    throw UsageError(fmt::format("{} is split at its spaces; quote the name of the file inside: {}", where,
                                 mg::quoted(mg::quoted(text))));
  }
  if (command->empty()) command->emplace_back(tool.usual);
  return *std::move(command);
}

std::vector<std::string> environment_with(const std::filesystem::path& folder) {
  std::vector<std::string> variables{"TMPDIR=" + folder.string()};
  for (char** variable = environ; *variable; ++variable) {
    if (!std::string_view(*variable).starts_with("TMPDIR=")) variables.emplace_back(*variable);
  }
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string beginning_of(const std::filesystem::path& log) {
  std::ifstream file(log);
  std::string text(longest_message, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace mg::check
