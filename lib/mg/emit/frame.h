#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mg::emit {

/// What a generated file begins with after its first comment, and ends with: what makes a compiler compute as the
/// engine does, or refuse; quiet under warnings that its code is right to ignore; and what tells those who compile it
/// as another language than C++11 or later what to do. It defines MG_BEGIN, which stands first in every function with
/// products and sums that could be contracted, and MG_NOINLINE. `includes`: lines.
std::string frame_begin(std::string_view includes);
/// The same of a file in C, whose names begin with `name`.
/// `fingerprint`: other than that of another file with the same name.
std::string c_frame_begin(std::string_view name, std::string_view includes, std::uint32_t fingerprint);
extern const std::string_view frame_end;

/// C++ for a template Counts<int>, of which Model inherits its numbers of inputs, parameters and outputs: until C++17,
/// static members of a template are the only ones that a header can define.
std::string counts(std::size_t inputs, std::size_t parameters, std::size_t outputs);

/// The flags that change results and that the file neither sees nor mends, in a sentence.
extern const std::string_view unseen_flags;

}  // namespace mg::emit
