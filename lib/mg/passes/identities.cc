#include "mg/passes/identities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "mg/base/number.h"
#include "mg/core/ops.h"

namespace mg {
namespace {

// IEEE arithmetic, rounded to nearest. Where an operation commutes, both orders of its arguments are meant.
constexpr std::string_view table[] = {
    "add -0 a = a",
    "add 0 z = z",  // but for -0
    "add a neg b = sub a b",
    "sub a 0 = a",
    "sub -0 a = neg a",
    "sub a neg b = add a b",
    "mul 1 a = a",
    "mul -1 a = neg a",
    "mul neg a neg b = mul a b",
    "div a 1 = a",
    "div a -1 = neg a",
    "div neg a neg b = div a b",
    "div a p = mul a 1/p",  // the same number is rounded
    "neg neg a = a",
    "pow:1 a = a",  // by its table, like the next
    "pow:0 a = 1",
    "abs neg a = abs a",
    "abs abs a = abs a",
    "min a a = a",
    "max a a = a",
    "select t a b = a",
    "select f a b = b",
    "select a b b = b",
    "select c 1 0 = c",  // a comparison is 1 or 0 already
    "select eq a 0 b d = select a d b",
    "eq eq c 0 0 = c",  // so that the one before this never has far to go
};

constexpr bool stands_for_something(char letter) {
  return std::string_view("abdzctfp").find(letter) != std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), rest_(text) {}

  std::vector<Term> side() {
    std::vector<Term> terms;
    term(terms);
    return terms;
  }
  void expect(std::string_view wanted) {
    if (word() != wanted) fail();
  }

 private:
  [[noreturn]] void fail() const { throw std::logic_error(fmt::format("no identity: {}", text_)); }

  /// Empty at the end.
  std::string_view word() {
    const std::string_view word = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(std::min(word.size() + 1, rest_.size()));
    return word;
  }

  /// Recursive, but over what stands above only.
  std::uint8_t term(std::vector<Term>& terms) {
    const std::string_view word = this->word();
    const std::size_t place = terms.size();
    terms.emplace_back();
    if (word.size() == 1 && word[0] >= 'a' && word[0] <= 'z') {
      terms[place] = {.kind = Term::Letter, .letter = word[0], .variable = variable(word[0])};
    } else if (word.size() == 3 && word.starts_with("1/")) {
      terms[place] = {.kind = Term::Reciprocal, .letter = word[2], .variable = variable(word[2])};
    } else if (const ParsedNumber parsed = parse_number(word); parsed.status == ParsedNumber::Good) {
      terms[place] = {.kind = Term::Number, .number = parsed.value};
    } else {
      Term operation = this->operation(word);
      for (int k = 0; k < info(operation.op).arity; ++k) {
        operation.arguments[static_cast<std::size_t>(k)] = term(terms);
      }
      terms[place] = operation;
    }
    return static_cast<std::uint8_t>(place);
  }

  std::uint8_t variable(char letter) {
    if (!stands_for_something(letter)) fail();
    if (letters_.find(letter) == std::string::npos) letters_ += letter;
    if (letters_.size() > most_letters) fail();
    return static_cast<std::uint8_t>(letters_.find(letter));
  }

  Term operation(std::string_view word) const {
    const std::size_t colon = word.find(':');
    const bool has_attribute = colon != std::string_view::npos;
    for (std::size_t i = 0; i < op_count; ++i) {
      const Op op = static_cast<Op>(i);
      if (is_leaf(op) || info(op).name != word.substr(0, colon) || info(op).attribute.has_value() != has_attribute)
        continue;
      const double attribute = has_attribute ? parse_number(word.substr(colon + 1)).value : 0.0;
      return {.kind = Term::Operation, .number = attribute, .op = op};
    }
    fail();
  }

  std::string_view text_, rest_;
  std::string letters_;
};

template <class Number> bool is_power_of_two(double x) {
  int exponent = 0;
  return std::isnormal(static_cast<Number>(x)) && std::fabs(std::frexp(x, &exponent)) == 0.5;
}

}  // namespace

Identity parse_identity(std::string_view text) {
  Parser parser(text);
  Identity identity{.text = text, .left = parser.side(), .right = {}};
  parser.expect("=");
  identity.right = parser.side();
  parser.expect("");
  return identity;
}

std::span<const Identity> identities() {
  static const std::vector<Identity> all = [] {
    std::vector<Identity> parsed;
    for (const std::string_view text : table) parsed.push_back(parse_identity(text));
    return parsed;
  }();
  return all;
}

bool stands_for_constant(char letter) { return letter == 't' || letter == 'f' || letter == 'p'; }

template <class Number> bool may_be(char letter, double number) {
  switch (letter) {
    case 'z':
      return number != 0.0 || !std::signbit(number);
    case 'c':
      return number == 1.0 || (number == 0.0 && !std::signbit(number));
    case 't':
      return number != 0.0;
    case 'f':
      return number == 0.0;
    case 'p':
      return is_power_of_two<Number>(number) && is_power_of_two<Number>(1.0 / number);
  }
  return true;  // a, b and d: the parser lets no others in
}

template bool may_be<double>(char letter, double number);
template bool may_be<float>(char letter, double number);

}  // namespace mg
