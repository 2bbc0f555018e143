// Flags that change what floating-point code computes, and what a file can do about each of them.
//
// GCC tells by macros of all that belongs to -ffast-math, but with two holes: -funsafe-math-optimizations is still
// there when each of its parts is taken back, and -fassociative-math, which GCC drops with a warning where it stands
// alone, comes back with the first `#pragma GCC optimize`. To that pragma it listens in both cases, and so do versions
// that lack the macros, and so does what another such pragma before the file has turned on. It does not for
// -fsingle-precision-constant: constants are read before pragmas are.
//
// Clang tells of the whole -ffast-math and of -ffinite-math-only. `#pragma float_control(precise, on)` would mend the
// parts in sums, products and comparisons, but not in negations and choices: `c ? a : b` keeps what the command line
// says of zeros and NaN. `float_control(except, on)`, however, is an error under most of them, and leaves nothing
// behind once it is popped. From version 18 on, clang warns where NaN or infinity is not honoured: of __builtin_nanf,
// and of a macro INFINITY, whatever it stands for. Contraction listens to a pragma in each function, unless
// -ffp-contract=fast is given: then the back end does as it likes.

#include "mg/emit/frame.h"

#include <fmt/format.h>

#include "mg/base/append.h"

namespace mg::emit {
namespace {

// All of a file is in the #else, so that whoever compiles it as another language gets these words and no others.
constexpr std::string_view cplusplus_language = R"text(#if !defined(__cplusplus)
#error this file is C++: include it in one that a C++ compiler compiles, as C++11 or later; for C, have that one define functions that are extern "C", or generate it with --language c
#elif __cplusplus < 201103L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201103L)
#error this file needs C++11 or later: compile with -std=c++11
#else
#pragma once

)text";

constexpr std::string_view c_language =
    R"text(#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 199901L)
#error this file needs C99 or later: compile with -std=c99
#elif defined(__cplusplus) && __cplusplus < 201103L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201103L)
#error this file needs C++11 or later, or C99: compile with -std=c++11
#elif defined(MG_GENERATED_{0})
#if MG_GENERATED_{0} != {1}
#error there is another model called {0}: generate one of them with another --name
#endif
#else
#define MG_GENERATED_{0} {1}

)text";

constexpr std::string_view doubles = R"text(#if defined(__DBL_MANT_DIG__) && __DBL_MANT_DIG__ != 53
#error "double is not the IEEE type of 64 bits here, which this file needs; avr-gcc has it from version 10 on, with -mdouble=64"
#endif

)text";

constexpr std::string_view refused =
    R"text(#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(_M_FP_FAST) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "compile this file without -ffast-math and what belongs to it: that changes its results"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 16
#error "doubles are computed with excess precision here: compile with -msse2 -mfpmath=sse"
#endif
)text";

constexpr std::string_view cplusplus_literals =
    R"text(static_assert(sizeof(0.1) == sizeof(double), "compile this file without -fsingle-precision-constant: that changes its results");
)text";
constexpr std::string_view c_literals =
    R"text(typedef char {}_compile_without_fsingle_precision_constant[sizeof(0.1) == sizeof(double) ? 1 : -1];
)text";

constexpr std::string_view compilers = R"text(#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wignored-pragmas"
#pragma float_control(except, on, push)  // an error with parts of -ffast-math: they change results
#pragma float_control(pop)
#if __has_warning("-Wnan-infinity-disabled")
#pragma clang diagnostic error "-Wnan-infinity-disabled"
#pragma push_macro("INFINITY")
#undef INFINITY
#define INFINITY 1
// With -fno-honor-nans, -fno-honor-infinities: likewise.
{}
#pragma pop_macro("INFINITY")
#endif
#pragma clang diagnostic pop
#define MG_BEGIN _Pragma("clang fp contract(off)")
#define MG_NOINLINE __attribute__((noinline{}))
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off", "no-unsafe-math-optimizations", "no-finite-math-only"{})
#define MG_BEGIN
#define MG_NOINLINE __attribute__((noinline{}))
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#define MG_BEGIN
#define MG_NOINLINE __declspec(noinline)
#else
#define MG_BEGIN{}
#define MG_NOINLINE
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wfloat-equal"  // what is compared is meant to be
#endif

)text";

// What C has no other way to say.
constexpr std::string_view c_as_cplusplus = R"text(#if defined(__GNUC__) && defined(__cplusplus)
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wzero-as-null-pointer-constant"
#endif

)text";

}  // namespace

std::string frame_begin(std::string_view includes) {
  return joined(cplusplus_language, doubles, includes, refused, cplusplus_literals,
                fmt::format(compilers, R"(static_assert(!(__builtin_nanf("") < INFINITY), "");)", "", "", "", ""));
}

std::string c_frame_begin(std::string_view name, std::string_view includes, std::uint32_t fingerprint) {
  const std::string nan =
      fmt::format(R"(static inline int {}_honors_nan(void) {{ return !(__builtin_nanf("") < INFINITY); }})", name);
  return joined(fmt::format(c_language, name, fingerprint), doubles, includes, refused, fmt::format(c_literals, name),
                fmt::format(compilers, nan, ", unused", "", ", unused", R"( _Pragma("STDC FP_CONTRACT OFF"))"),
                c_as_cplusplus);
}

const std::string_view frame_end = R"(
#undef MG_BEGIN
#undef MG_EXACT
#undef MG_NOINLINE
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
#endif
)";

std::string counts(std::size_t inputs, std::size_t parameters, std::size_t outputs) {
  return fmt::format(
      R"(template <int> struct Counts {{
  static constexpr int inputs = {}, parameters = {}, outputs = {};
}};
#if !defined(__cpp_inline_variables)
template <int i> constexpr int Counts<i>::inputs;
template <int i> constexpr int Counts<i>::parameters;
template <int i> constexpr int Counts<i>::outputs;
#endif

)",
      inputs, parameters, outputs);
}

const std::string_view unseen_flags =
    "The file refuses flags that change results, or turns them off, where it can see them. Keep from those that it "
    "cannot: clang's -ffp-contract=fast and -fveclib; its -fno-honor-nans and -fno-honor-infinities before version 18; "
    "its -funsafe-math-optimizations and parts of that for processors that it has no float_control for, such as ARM, "
    "AArch64 and RISC-V; GCC's fpmath=387 in a pragma before the file; and what flushes subnormal numbers to zero "
    "(linking with -ffast-math, -Ofast or -funsafe-math-optimizations; "
    "-mdaz-ftz) or rounds other than to nearest.";

}  // namespace mg::emit
