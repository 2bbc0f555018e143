#pragma once

// JSON as it may stand inside of a <script>: there is no '<' in it.

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>

namespace mg::render::json {

/// Clean text, in quotes.
void append(std::string& out, std::string_view text);

/// A double that reads back to the same bits; those that JSON does not have are the strings "NaN", "Infinity" and
/// "-Infinity", which JavaScript's Number() reads.
void append(std::string& out, double number);

void append(std::string& out, std::integral auto number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

/// `[…]`, each element appended by `item(out, element)`.
template <class Range, class Item> void append_list(std::string& out, const Range& range, Item item) {
  out += '[';
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += ',';
    first = false;
    item(out, element);
  }
  out += ']';
}
template <class Range> void append_list(std::string& out, const Range& range) {
  append_list(out, range, [](std::string& to, const auto& element) { append(to, element); });
}

/// `"KEY":`, after a comma where it is not the first of its object.
void append_key(std::string& out, std::string_view key);

}  // namespace mg::render::json
