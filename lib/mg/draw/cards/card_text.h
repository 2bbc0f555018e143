#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "mg/base/append_format.h"
#include "mg/draw/cards/card.h"
#include "mg/draw/look/gradient_scale.h"
#include "mg/draw/look/palette.h"
#include "mg/draw/look/style.h"

namespace mg::draw {

inline constexpr std::size_t longest_title = 32;   // characters
inline constexpr std::size_t longest_alarm = 200;  // likewise

/// A text in bold, not too long.
std::string bold(std::string_view text, std::size_t longest = longest_title);

/// What all cards have in common: HTML-like text in which numbers, pills and strips look the same.
class CardText {
 public:
  CardText(const GradientScale& scale, Theme theme) : scale_(scale), theme_(theme) {}

  template <class... Arguments> void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    append_format(out_, format, std::forward<Arguments>(arguments)...);
  }
  std::string take() { return std::move(out_); }

  std::string color(const Color& pair) const { return hex(pair, theme_); }
  /// Attributes of a table: a rounded border.
  std::string frame(const CardColors& colors, bool dashed = false) const;

  /// Text for a number, with the one of another run before it where the two differ.
  std::string number(double number, std::optional<double> old) const;
  /// A cell with it.
  void value(double number, std::optional<double> old, std::string_view attributes = {});
  /// A cell with a gradient on its colour.
  void pill(double gradient, std::optional<double> old, std::string_view attributes = {});

  /// A row: a name, a value and a pill; empty cells for what there is not. `attributes`: of the cell with the name.
  void line(std::string_view name, const Color& ink, const Figures& figures, std::string_view attributes = {});

  /// A cell with a table of `columns` squares a row, each in the colour of its number; large ones are strong. `side` in
  /// points.
  void squares(std::span<const double> numbers, std::size_t columns, int side, std::string_view attributes = {});

 private:
  const GradientScale& scale_;
  const Theme theme_;
  std::string out_;
};

/// At most `most` numbers: where there are more, each is the one of largest magnitude of its share; NaN is larger than
/// all.
std::vector<double> downsample(std::span<const double> numbers, std::size_t most);

/// The same for a matrix of `columns` numbers a row.
struct Matrix {
  std::vector<double> numbers;
  std::size_t columns = 0;
};
Matrix downsample(const Matrix& matrix, std::size_t most_rows, std::size_t most_columns);

/// The root of the sum of squares, without overflow on the way.
double norm(std::span<const double> numbers);

}  // namespace mg::draw
