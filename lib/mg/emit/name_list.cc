#include "mg/emit/name_list.h"

#include <fmt/format.h>

#include <cstdint>
#include <unordered_map>

#include "mg/base/append.h"
#include "mg/emit/literal.h"

namespace mg::emit {
namespace {

constexpr std::size_t most_listed = 64;  // however they repeat
constexpr int most_candidates = 4;
constexpr std::uint32_t none = 0xffffffff;

/// So many names, up to `end`, in which the first `period` come again and again: those from `first` in Repeats::order.
struct PeriodicStretch {
  std::uint32_t end, period, first;
};

struct Repeats {
  std::vector<std::string> distinct;
  std::vector<std::uint32_t> order;  // in `distinct`
  std::vector<PeriodicStretch> stretches;
};

/// Cuts the names into stretches that repeat, and those between.
Repeats find_repeats(const std::vector<std::string>& names) {
  Repeats repeats;
  std::vector<std::uint32_t> numbers, next(names.size(), none), last;
  std::unordered_map<std::string_view, std::uint32_t> known;
  for (const std::string& name : names) {
    const auto [entry, is_new] = known.try_emplace(name, static_cast<std::uint32_t>(repeats.distinct.size()));
    if (is_new) repeats.distinct.push_back(name);
    numbers.push_back(entry->second);
  }
  last.assign(repeats.distinct.size(), none);
  const auto count = static_cast<std::uint32_t>(names.size());
  for (std::uint32_t i = count; i-- > 0;) {
    next[i] = last[numbers[i]];
    last[numbers[i]] = i;
  }
  const auto add = [&](std::uint32_t begin, std::uint32_t end, std::uint32_t period) {
    repeats.stretches.push_back({end, period, static_cast<std::uint32_t>(repeats.order.size())});
    for (std::uint32_t i = begin; i < begin + period; ++i) repeats.order.push_back(numbers[i]);
  };
  std::uint32_t done = 0;
  for (std::uint32_t i = 0; i < count;) {
    std::uint32_t best_end = 0, best_period = 0, candidate = next[i];
    for (int k = 0; k < most_candidates && candidate != none; ++k, candidate = next[candidate]) {
      const std::uint32_t period = candidate - i;
      std::uint32_t end = candidate;
      while (end < count && numbers[end] == numbers[end - period]) ++end;
      if (end - i >= 2 * period && end > best_end) best_end = end, best_period = period;
    }
    if (best_period == 0) {
      ++i;
      continue;
    }
    if (done < i) add(done, i, i - done);
    add(i, best_end, best_period);
    done = i = best_end;
  }
  if (done < count) add(done, count, count - done);
  return repeats;
}

/// `static const TYPE NAME[] = {…};` over as many lines as it takes.
template <class Items, class Show>
std::string array(const NameFunctions& style, std::string_view type, std::string_view name, const Items& items,
                  Show&& show) {
  const std::string margin(style.margin + 2, ' ');
  std::string text = joined(margin, type, name, style.list_begin);
  std::size_t column = 37;  // of what the line above has begun
  for (const auto& item : items) {
    const std::string entry = show(item) + ", ";
    if (column + entry.size() > 118 && column > 8) {
      if (text.back() == ' ') text.pop_back();
      append(text, "\n", margin, "    "), column = 8;
    }
    text += entry;
    column += entry.size();
  }
  text.resize(text.size() - 2);
  return joined(text, style.list_end, "\n");
}

}  // namespace

std::string name_function(std::string_view kind, const std::vector<std::string>& names, const NameFunctions& style) {
  const std::string margin(style.margin, ' '), inner(style.margin + 2, ' ');
  std::string text = joined(margin, style.declaration, style.prefix, kind, "_name(", style.parameter, ") {");
  if (names.empty()) return joined(text, style.ignored, " return ", style.null, "; }\n");
  text += '\n';
  const Repeats repeats = names.size() > most_listed ? find_repeats(names) : Repeats{};
  if (names.size() <= most_listed || repeats.order.size() * 2 > names.size()) {
    text += array(style, style.texts, "names", names, style.literal);
    append(text, inner, "return i >= 0 && i < ", style.prefix, kind, "s ? names[i] : ", style.null, ";\n");
  } else {
    text += array(style, style.texts, "names", repeats.distinct, style.literal);
    text += array(style, style.numbers, "order", repeats.order, [](std::uint32_t i) { return fmt::format("{}", i); });
    text += array(style, style.numbers, "stretches", repeats.stretches,
                  [](const PeriodicStretch& s) { return fmt::format("{}, {}, {}", s.end, s.period, s.first); });
    append(text, inner, "if (i < 0 || i >= ", style.prefix, kind, "s) return ", style.null, ";\n");
    for (const std::string_view line : style.walk) append(text, inner, line, "\n");
  }
  return text + margin + "}\n";
}

}  // namespace mg::emit
