#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mg/draw/cards/card.h"
#include "mg/draw/cards/card_text.h"
#include "mg/draw/cards/unit_card.h"

namespace mg::draw {

/// A layer, or whatever else is drawn as one box of many nodes. Texts are clean, not escaped.
struct GroupCard {
  /// A line with a name and a text, or with squares.
  struct Fact {
    std::string name;
    std::string text;
    Kind kind = Kind::Operation;  ///< whose colour the text has
    std::string alarm;            ///< in red, after the text
  };
  struct Squares {
    std::string name;
    Matrix matrix;
  };

  std::string title, remark;
  std::string alarm;
  std::vector<Fact> facts;
  std::vector<Squares> squares;
};

std::string label(const GroupCard& card, const GradientScale& scale, Theme theme);

/// Leaves that are used alike: a line each, up to a number that is easy to read.
struct LeavesCard {
  Kind kind = Kind::Input;
  std::string title;
  std::string alarm;
  std::uint32_t samples = 1;
  std::vector<UnitCard::Line> lines;
  std::vector<UnitCard::Strip> strips;  ///< instead of lines, where there are many samples
  std::uint32_t left_out = 0;
};

std::string label(const LeavesCard& card, const GradientScale& scale, Theme theme);

}  // namespace mg::draw
