#include "mg/draw/cards/card_text.h"

#include <algorithm>
#include <cmath>

#include "mg/core/bits.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_name_of_line = 16;

bool is_larger(double number, double than) {
  return std::isnan(number) || (!std::isnan(than) && std::fabs(number) > std::fabs(than));
}

}  // namespace

std::string bold(std::string_view name, std::size_t longest) {
  // Without fonts, Graphviz takes bold for as wide as plain: spaces make up for it.
  constexpr std::size_t characters_per_space = 6;
  const std::string text = shorten(name, longest);
  return fmt::format("<B>{}</B>{:{}}", escape_html(text), "", characters(text) / characters_per_space);
}

std::string CardText::frame(const CardColors& colors, bool dashed) const {
  return fmt::format(R"(BORDER="1" STYLE="ROUNDED{}" COLOR="{}" BGCOLOR="{}")", dashed ? ",DASHED" : "",
                     color(colors.border), color(colors.fill));
}

std::string CardText::number(double number, std::optional<double> old) const {
  std::string text = std::isnan(number)
                         ? fmt::format(R"(<FONT COLOR="{}"><B>NaN</B></FONT>)", color(palette.not_finite))
                         : short_number(number);
  if (!old || same_number(*old, number)) return text;
  if (!std::isnan(number)) text = fmt::format("<B>{}</B> ", text);
  return fmt::format(R"(<FONT POINT-SIZE="9" COLOR="{}">{} → </FONT>{})", color(palette.dim), short_number(*old), text);
}

void CardText::value(double number, std::optional<double> old, std::string_view attributes) {
  put(R"(<TD ALIGN="RIGHT"{}>{} </TD>)", attributes, this->number(number, old));
}

void CardText::pill(double gradient, std::optional<double> old, std::string_view attributes) {
  const std::string before = old && !same_number(*old, gradient) ? short_number(*old) + " → " : "";
  if (std::isnan(gradient)) {
    put(R"(<TD{} CELLPADDING="2" BGCOLOR="{}" STYLE="ROUNDED"><FONT POINT-SIZE="8.5" COLOR="{}"><B>∇ {}NaN</B></FONT></TD>)",
        attributes, color(palette.output.fill), color(palette.not_finite), before);
    return;
  }
  const std::size_t step = scale_.step(gradient);
  const Ramp& fill = gradient < 0 ? palette.pill_negative : palette.pill_positive;
  const Ramp& text = gradient < 0 ? palette.pill_negative_text : palette.pill_positive_text;
  put(R"(<TD{} CELLPADDING="2" BGCOLOR="{}" STYLE="ROUNDED"><FONT POINT-SIZE="8.5" COLOR="{}">∇ {}{}</FONT></TD>)",
      attributes, color(fill[step]), color(text[step]), before, short_number(gradient));
}

void CardText::line(std::string_view name, const Color& ink, const Figures& figures, std::string_view attributes) {
  put(R"(<TR><TD{} ALIGN="LEFT"><FONT COLOR="{}">{}</FONT></TD>)", attributes, color(ink),
      escape_html(shorten(name, longest_name_of_line)));
  if (figures.value) {
    put(R"(<TD ALIGN="RIGHT"><FONT COLOR="{}">{} </FONT></TD>)", color(ink), number(*figures.value, figures.old_value));
  } else {
    put("<TD></TD>");
  }
  if (figures.gradient) {
    pill(*figures.gradient, figures.old_gradient, R"( ALIGN="RIGHT")");
  } else {
    put("<TD></TD>");
  }
  put("</TR>");
}

void CardText::squares(std::span<const double> numbers, std::size_t columns, int side, std::string_view attributes) {
  GradientScale scale;  // of their own: a strip shows which are large among themselves
  for (const double number : numbers) scale.include(number);
  const int gap = side > 6 ? 1 : 0;
  const std::size_t rows = (numbers.size() + columns - 1) / columns;
  const auto length = [&](std::size_t count) { return count * static_cast<std::size_t>(side + gap) + gap; };
  put(R"(<TD ALIGN="RIGHT" CELLPADDING="0"{}><TABLE ALIGN="RIGHT" BORDER="0" CELLBORDER="0" CELLSPACING="{}" )"
      R"(CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{}" HEIGHT="{}">)",
      attributes, gap, length(std::min(columns, numbers.size())), length(rows));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i % columns == 0) put("<TR>");
    const double number = numbers[i];
    const Ramp& ramp = number < 0 ? palette.pill_negative : palette.pill_positive;
    const Color& fill = std::isnan(number) ? palette.output.border : ramp[scale.step(number)];
    put(R"(<TD WIDTH="{0}" HEIGHT="{0}" FIXEDSIZE="TRUE" BGCOLOR="{1}"></TD>)", side, color(fill));
    if (i % columns == columns - 1 || i + 1 == numbers.size()) put("</TR>");
  }
  put("</TABLE></TD>");
}

double norm(std::span<const double> numbers) {
  double sum = 0.0;
  for (const double number : numbers) sum = std::hypot(sum, number);
  return sum;
}

std::vector<double> downsample(std::span<const double> numbers, std::size_t most) {
  const Matrix all = downsample(Matrix{{numbers.begin(), numbers.end()}, numbers.size()}, 1, most);
  return all.numbers;
}

Matrix downsample(const Matrix& matrix, std::size_t most_rows, std::size_t most_columns) {
  if (matrix.columns == 0) return matrix;
  const std::size_t rows = matrix.numbers.size() / matrix.columns;
  const std::size_t new_rows = std::min(rows, most_rows);
  Matrix result;
  result.columns = std::min(matrix.columns, most_columns);
  result.numbers.assign(new_rows * result.columns, 0.0);
  for (std::size_t i = 0; i < rows * matrix.columns; ++i) {
    const std::size_t row = i / matrix.columns * new_rows / rows;
    const std::size_t column = i % matrix.columns * result.columns / matrix.columns;
    double& number = result.numbers[row * result.columns + column];
    if (is_larger(matrix.numbers[i], number)) number = matrix.numbers[i];
  }
  return result;
}

}  // namespace mg::draw
