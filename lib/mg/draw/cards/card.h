#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mg/draw/look/gradient_scale.h"
#include "mg/draw/look/palette.h"
#include "mg/draw/look/style.h"

namespace mg::draw {

enum class Kind : std::uint8_t { Input, Parameter, Constant, Operation, Output };

/// What a kind looks like, and its class in SVG.
struct KindRow {
  std::string_view css_class;
  std::string_view title;
  CardColors colors;
};
const KindRow& row(Kind kind);

/// The numbers of a node, where they are shown.
struct Figures {
  std::optional<double> value;
  std::optional<double> gradient;
  std::optional<double> old_value, old_gradient;  ///< in another run, where two are compared
};

/// A leaf inside the card of the operation that uses it.
struct Chip {
  Kind kind;
  std::string name;       ///< may be empty
  std::string_view role;  ///< which operand it is, where its place does not tell
  Figures figures;
};

/// A node, with everything that its box shows. Texts are clean, not escaped.
struct Card {
  Kind kind = Kind::Operation;
  std::string symbol;                 ///< of an operation, or a leaf's name; may be empty
  std::vector<std::string> captions;  ///< small, below the symbol
  std::vector<Chip> before, after;    ///< the symbol
  Figures figures;
  std::string alarm;        ///< in red, below the captions
  std::vector<char> ports;  ///< where edges arrive, in the order of operands
};

/// Operand `k` of a node: the port of its card.
inline char port_of_operand(std::size_t k) { return static_cast<char>('a' + k); }

/// The HTML-like label of a card.
std::string label(const Card& card, const GradientScale& scale, Theme theme, Direction direction);

}  // namespace mg::draw
