#include "mg/emit/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mg/base/append_format.h"
#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/emit/literal.h"

namespace mg::emit {
namespace {

constexpr std::uint32_t least_split = 1, most_split = 1000000;

constexpr std::string_view language_choices[] = {"c++", "c", "js"};
constexpr std::string_view parameters_choices[] = {"bake", "argument"};
constexpr std::string_view wrt_choices[] = {"inputs", "parameters", "all"};
constexpr std::string_view loops_choices[] = {"auto", "off"};

/// The enumerator of a choice, which are in the same order.
template <class Enum> Enum choice(std::span<const std::string_view> choices, std::string_view text) {
  const auto found = std::ranges::find(choices, text);
  if (found == choices.end()) {
    throw UsageError(fmt::format("one of {} is wanted, not {}", fmt::join(choices, ", "), quoted_briefly(text)));
  }
  return static_cast<Enum>(found - choices.begin());
}

template <class Enum> std::string text_of(Enum choice, std::span<const std::string_view> choices) {
  return std::string(choices[static_cast<std::size_t>(choice)]);
}

void set_split(Options& options, std::string_view value) {
  std::uint32_t size = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
  if (error != std::errc() || end != value.data() + value.size() || size < least_split || size > most_split) {
    throw UsageError(fmt::format("a number from {} to {} is wanted", least_split, most_split));
  }
  options.function_size = size;
}

void set_name(Options& options, std::string_view value) {
  if (!is_identifier(value)) {
    throw UsageError(fmt::format("{} cannot be the name of a namespace", quoted_briefly(value)));
  }
  options.name = value;
}

const OptionRow rows[] = {
    {"language", "LANGUAGE",
     "c++: C++11 and later; c: C99 and later, and C++, for one file; js: a module of JavaScript", language_choices,
     false,
     [](Options& options, std::string_view value) { options.language = choice<Language>(language_choices, value); },
     [](const Options& options) {
       return options.language == Language::Cplusplus ? std::nullopt
                                                      : std::optional(text_of(options.language, language_choices));
     }},
    {"name",
     "NAME",
     "the namespace, or what names begin with in C; from the file's name if not given",
     {},
     false,
     set_name,
     [](const Options& options) { return std::optional(options.name); }},
    {"parameters", "HOW", "bake: constants of their recorded values; argument: passed in", parameters_choices, false,
     [](Options& options, std::string_view value) {
       options.parameters = choice<Parameters>(parameters_choices, value);
     },
     [](const Options& options) { return std::optional(text_of(options.parameters, parameters_choices)); }},
    {"wrt", "WHAT", "what backward differentiates by; inputs where parameters are baked, else all", wrt_choices, false,
     [](Options& options, std::string_view value) { options.wrt = choice<Wrt>(wrt_choices, value); },
     [](const Options& options) {
       return options.backward ? std::optional(text_of(wrt_of(options), wrt_choices)) : std::nullopt;
     }},
    {"no-backward",
     "",
     "only forward",
     {},
     false,
     [](Options& options, std::string_view) { options.backward = false; },
     [](const Options& options) { return options.backward ? std::nullopt : std::optional<std::string>(""); }},
    {"loops", "WHEN", "auto: find what repeats and write it as loops, with the same bits; off: straight-line code",
     loops_choices, false,
     [](Options& options, std::string_view value) { options.loops = choice<Loops>(loops_choices, value); },
     [](const Options& options) {
       return options.loops == Loops::Auto ? std::nullopt : std::optional(text_of(options.loops, loops_choices));
     }},
    {"split",
     "N",
     "operations in one function, about: compilers are slow on long ones",
     {},
     true,
     set_split,
     [](const Options& options) { return std::optional(std::to_string(options.function_size)); }},
};

}  // namespace

std::span<const OptionRow> option_rows() { return rows; }

std::string command_line(const Options& options) {
  std::string text;
  for (const OptionRow& row : rows) {
    const auto value = row.get(options);
    if (!value) continue;
    append_format(text, "{}--{}", text.empty() ? "" : " ", row.name);
    if (!value->empty()) append_format(text, " {}", *value);
  }
  return text;
}

}  // namespace mg::emit
