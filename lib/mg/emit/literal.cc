#include "mg/emit/literal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "mg/base/utf8.h"

namespace mg::emit {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Keywords of C++11 to C++23, the alternative spellings of operators, and the names that the generated file itself
// uses.
constexpr std::string_view taken[] = {
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char8_t",
    "char16_t",    "char32_t", "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "std",      "struct",     "switch",    "template",  "this",         "thread_local",
    "throw",       "true",     "try",        "typedef",   "typeid",    "typename",     "union",
    "unsigned",    "using",    "virtual",    "void",      "volatile",  "wchar_t",      "while",
    "xor",         "xor_eq",   "main"};

/// Names that <cmath>, and what it includes itself, puts into the global namespace, where a namespace of that name
/// would clash; and short macros.
constexpr std::string_view in_cmath[] = {
    "abs",        "acos",       "acosh",        "asin",        "asinh",     "atan",       "atan2",
    "atanh",      "cbrt",       "ceil",         "cos",         "cosh",      "div",        "erf",
    "erfc",       "exp",        "exp2",         "expm1",       "fabs",      "fdim",       "floor",
    "fma",        "fmax",       "fmin",         "fmod",        "frexp",     "gamma",      "hypot",
    "ilogb",      "j0",         "j1",           "jn",          "ldexp",     "lgamma",     "llrint",
    "log",        "log10",      "log1p",        "log2",        "logb",      "lrint",      "lround",
    "modf",       "nan",        "pow",          "remquo",      "remainder", "rint",       "round",
    "scalbn",     "scalbln",    "sin",          "sinh",        "sqrt",      "tan",        "tanh",
    "tgamma",     "trunc",      "y0",           "y1",          "yn",        "drem",       "exp10",
    "finite",     "nearbyint",  "signgam",      "significand", "scalb",     "llround",    "nextafter",
    "nexttoward", "copysign",   "pow10",        "sincos",      "isinf",     "isnan",      "isfinite",
    "isnormal",   "signbit",    "fpclassify",   "labs",        "llabs",     "ldiv",       "lldiv",
    "double_t",   "float_t",    "fadd",         "fsub",        "fmul",      "fdiv",       "fsqrt",
    "ffma",       "roundeven",  "canonicalize", "fmaximum",    "fminimum",  "nextup",     "nextdown",
    "llogb",      "totalorder", "abort",        "atexit",      "atof",      "atoi",       "atol",
    "atoll",      "bsearch",    "calloc",       "exit",        "free",      "getenv",     "malloc",
    "mktemp",     "putenv",     "qsort",        "rand",        "random",    "realloc",    "select",
    "setenv",     "srand",      "srandom",      "system",      "unsetenv",  "size_t",     "time_t",
    "timespec",   "timeval",    "uint",         "ulong",       "ushort",    "linux",      "unix",
    "i386",       "NAN",        "INFINITY",     "NULL",        "RAND_MAX",  "BIG_ENDIAN", "LITTLE_ENDIAN",
    "BYTE_ORDER", "errno",      "assert",       "stdin",       "stdout",    "stderr",     "offsetof",
    "alloca",     "environ",    "setjmp",       "EOF",         "BUFSIZ"};
/// How macros of <cmath> and of the generated file begin; they have no small letters.
constexpr std::string_view macro_prefixes[] = {"FP_", "HUGE_VAL", "M_", "MATH_", "MG_"};

bool contains(const auto& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// Of a character in valid UTF-8.
char32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first;
  char32_t code = first & (0x7fU >> character.size());
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  return code;
}

}  // namespace

std::string number_literal(double number) {
  if (std::isnan(number)) return "double(NAN)";
  if (std::isinf(number)) return number > 0 ? "HUGE_VAL" : "-HUGE_VAL";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string string_literal(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // '?' could begin a trigraph. Octal escapes end after three digits, hexadecimal ones do not end.
    if (c == '"' || c == '\\' || c == '?')
      literal += {'\\', c};
    else if (byte < 0x20 || byte >= 0x7f)
      literal += fmt::format("\\{:03o}", byte);
    else
      literal += c;
  }
  return literal + '"';
}

std::string js_string_literal(std::string_view text) {
  std::string literal = "\"";
  for_each_character(text, [&](std::string_view character, bool is_utf8) {
    const char32_t code = is_utf8 ? code_point(character) : 0xfffd;
    if (code == '"' || code == '\\')
      literal += {'\\', character[0]};
    else if (code < 0x20 || code >= 0x7f || code == '<')  // "</script>" would end the script
      literal += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(code));
    else
      literal += character;
  });
  return literal + '"';
}

std::string comment_text(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80)
      shown += continues_character(c) ? "" : "_";       // one for a character of several bytes
    else if (byte < 0x20 || byte == 0x7f || c == '\\')  // a backslash could end up last on the line, and continue it
      shown += ' ';
    else if ((c == '/' && shown.ends_with('*')) || (c == '*' && shown.ends_with('/')))
      shown += {' ', c};
    else
      shown += c;
  }
  return shown;
}

bool is_identifier(std::string_view name) {
  if (name.empty() || is_digit(name[0])) return false;
  if (!std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c); })) return false;
  // Reserved: two underscores anywhere, and one at the start of a global name.
  if (name[0] == '_' || name.find("__") != std::string_view::npos) return false;
  if (contains(taken, name) || contains(in_cmath, name)) return false;
  if (name.ends_with("_t")) return false;  // the types of C's headers, and those that POSIX keeps for itself
  const bool shouts = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
  const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
  if (shouts && std::ranges::any_of(macro_prefixes, begins)) return false;
  // <cmath> has many functions for float and long double as well: sinf, sinl.
  const bool has_suffix = name.ends_with('f') || name.ends_with('l');
  return !has_suffix || !contains(in_cmath, name.substr(0, name.size() - 1));
}

std::string to_identifier(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool allowed = is_letter(c) || is_digit(c);
    if (allowed && c != '_')
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "model";
  if (is_digit(name[0])) name = "model_" + name;
  if (!is_identifier(name)) name += "_model";
  return name;
}

}  // namespace mg::emit
