#pragma once

#include <string_view>

namespace mg::emit {

/// C++ that the loops of a generated file are written in: types that hold several doubles side by side, and `over`,
/// which runs a loop over them. Its body is a struct with `template <class T> void at(int i) const`, T being one of
/// the types, which computes turns i to i + T::size - 1.
extern const std::string_view lanes_prelude;

}  // namespace mg::emit
