#include "mg/draw/facts/formula_names.h"

#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_name = 8;  // characters
constexpr int bits_of_mark = 30;
constexpr int letters_of_alphabet = 26;

}  // namespace

std::string FormulaNames::of(const Graph& graph, NodeId id) {
  const std::string own = clean(graph.name(id));
  const bool is_short = !own.empty() && characters(own) <= longest_name && own.find('\n') == std::string::npos;
  if (is_short && owners_.try_emplace(own, id).first->second == id) return names_[id] = own;
  const auto [entry, is_new] = marks_.try_emplace(id);
  if (is_new) entry->second = new_mark(id);
  return entry->second;
}

std::string FormulaNames::new_mark(NodeId id) {
  std::string text(1, mark);
  for (int shift = 0; shift < bits_of_mark; shift += 6) {
    text += static_cast<char>(0x80 | (marked_.size() >> shift & 0x3f));
  }
  marked_.push_back(id);
  return text;
}

Formula FormulaNames::finish(std::string_view text) && {
  std::string result;
  std::map<std::string_view, std::string> letters;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != mark) {
      result += text[i];
      continue;
    }
    const std::string_view found = text.substr(i, 1 + bits_of_mark / 6);
    const auto [entry, is_new] = letters.try_emplace(found);
    if (is_new) entry->second = letter_for(found);
    result += entry->second;
    i += found.size() - 1;
  }
  return {std::move(result), std::move(names_)};
}

std::string FormulaNames::letter_for(std::string_view found) {
  std::size_t number = 0;
  for (std::size_t k = found.size(); k-- > 1;) number = number << 6 | (static_cast<unsigned char>(found[k]) & 0x3f);
  std::string letter = next_letter();
  if (marked_[number] != no_node) names_[marked_[number]] = letter;
  return letter;
}

/// Letters by which nothing else is called; then those that are not in this formula.
std::string FormulaNames::next_letter() {
  for (; next_letter_ < 2 * letters_of_alphabet; ++next_letter_) {
    const char letter = static_cast<char>('a' + next_letter_ % letters_of_alphabet);
    const bool is_second_choice = units_.is_name(letter);
    if (is_second_choice != (next_letter_ >= letters_of_alphabet) || taken_.contains(std::string(1, letter))) continue;
    ++next_letter_;
    return std::string(1, letter);
  }
  return "…";
}

}  // namespace mg::draw
