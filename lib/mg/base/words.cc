#include "mg/base/words.h"

namespace mg {
namespace {

constexpr std::string_view space = " \t\n";
constexpr std::string_view escaped_in_quotes = "\"\\$`\n";

}  // namespace

std::optional<std::vector<std::string>> words(std::string_view text) {
  std::vector<std::string> found;
  bool in_word = false;
  char quote = 0;
  const auto append = [&](char c) {
    if (!in_word) found.emplace_back();
    in_word = true;
    found.back() += c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool has_next = i + 1 < text.size();
    if (quote == 0 && space.find(c) != std::string_view::npos) {
      in_word = false;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      if (!in_word) found.emplace_back();  // it may stay empty
      in_word = true;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && has_next && quote != '\'' &&
               (quote == 0 || escaped_in_quotes.find(text[i + 1]) != std::string_view::npos)) {
      if (text[++i] != '\n') append(text[i]);  // a line that goes on
    } else {
      append(c);
    }
  }
  if (quote != 0) return std::nullopt;
  return found;
}

}  // namespace mg
