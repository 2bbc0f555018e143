#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mg {

/// The candidate that `word` is most likely a misspelling of; empty where none is close. Upper and lower
/// case of ASCII are alike, unless that leaves two.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// For the end of a message: ` (did you mean "NAME"?)`, or nothing where no candidate is close.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace mg
