#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mg/draw/cards/card.h"

namespace mg::draw {

/// A neuron, or another cone, or leaves of many samples, with everything that the box shows. Texts are clean, not
/// escaped.
struct UnitCard {
  struct Line {
    std::string name;
    Kind kind = Kind::Parameter;
    Figures figures;
    bool has_port = false;  ///< an edge ends here
  };
  struct Strip {
    std::string name;
    std::vector<double> numbers;
    Kind kind = Kind::Parameter;
  };

  Kind kind = Kind::Operation;
  std::string title;    ///< may be empty
  std::string formula;  ///< likewise
  std::string alarm;    ///< in red
  std::uint32_t samples = 1;
  bool dead = false;
  std::vector<Line> lines;
  std::vector<Strip> strips;  ///< of weights, or else operands, that are too many for lines
  bool strips_have_port = false;
  std::optional<double> before;  ///< what the last function is applied to
  std::string out_name = "out";  ///< of the value, where `before` is not shown
  Figures out;                   ///< of a single sample
  std::vector<Strip> outs;       ///< of many
};

/// The HTML-like label. Edges end at ports `p<line>`, or all at `p0`, the first strip, where strips have a port, and
/// start at `out`.
std::string label(const UnitCard& card, const GradientScale& scale, Theme theme);

}  // namespace mg::draw
