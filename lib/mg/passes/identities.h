#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mg/core/op.h"

namespace mg {

inline constexpr std::size_t most_letters = 4;

/// A part of a side of an identity.
struct Term {
  enum Kind : std::uint8_t {
    Letter,      ///< what is the same wherever the letter stands
    Reciprocal,  ///< 1 divided by what the letter stands for, a constant
    Number,      ///< a constant of these bits
    Operation,   ///< over other terms
  };
  Kind kind = Letter;
  char letter = 0;
  std::uint8_t variable = 0;  ///< the letter's number among those of the identity, below most_letters
  double number = 0.0;        ///< of an operation, its attribute
  Op op = Op::Constant;
  std::array<std::uint8_t, 3> arguments = {};  ///< places in the side
};

/// Two ways to compute the same bits, of which the right one is shorter.
///
/// Each side is its operations, as they are called in `.graph` files, before their arguments: `sub a neg b` is
/// a - (-b), and `pow:2 a` has the attribute 2. A number is a constant, and a letter stands for
///
///     a b d   anything
///     z       what is never -0
///     c       a comparison
///     t f     a constant: true, that is other than 0; false, that is 0 or -0
///     p       a constant: a power of two, whose reciprocal is one, too, and neither is denormal
struct Identity {
  std::string_view text;          ///< "sub a neg b = add a b"
  std::vector<Term> left, right;  ///< the first of each is the whole
};

/// All that simplify() rewrites by, from the left to the right. Of those of an operation, the first that fits counts.
std::span<const Identity> identities();

/// Throws std::logic_error for what is none.
Identity parse_identity(std::string_view text);

bool stands_for_constant(char letter);
/// Whether `number` is a value of what the letter stands for. A number of floats is a float, and denormal as one.
template <class Number = double> bool may_be(char letter, double number);

}  // namespace mg
