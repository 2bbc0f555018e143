#include "moons_picture.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

namespace moons {
namespace {

// The part of the plane that is shown, in square cells.
constexpr double left = -1.5, top = 1.53;
constexpr int columns = 300, rows = 192;
constexpr double cells_per_unit = 75.0;
constexpr int cell_pixels = 3;

constexpr int margin = 20;
constexpr int plane_width = columns * cell_pixels, plane_height = rows * cell_pixels;
constexpr int legend_height = 36;
constexpr int width = plane_width + 2 * margin, height = plane_height + 2 * margin + legend_height;

// From pale to strong; a score from these sizes on has the next stronger shade.
constexpr std::array<double, 4> shade_limits{0.5, 1.0, 2.0, 4.0};
constexpr std::array<const char*, 5> teal{"#e0f5f2", "#bfe9e3", "#8dd6cd", "#6ccabd", "#4fbdb0"};
constexpr std::array<const char*, 5> orange{"#fdeee0", "#fbdcc0", "#f7bf8c", "#f4ad6e", "#f09a50"};
constexpr const char* teal_point = "#0b7d72";
constexpr const char* orange_point = "#bd5614";
constexpr const char* ink = "#0f172a";
constexpr const char* paper = "#fcfdfe";

/// The scores at the corners of all cells.
class Corners {
 public:
  explicit Corners(const std::function<double(double x, double y)>& score) {
    for (int row = 0; row <= rows; ++row) {
      for (int column = 0; column <= columns; ++column) {
        scores_.push_back(score(left + column / cells_per_unit, top - row / cells_per_unit));
      }
    }
  }
  double at(int column, int row) const { return scores_[static_cast<std::size_t>(row * (columns + 1) + column)]; }
  double mean_of_cell(int column, int row) const {
    return (at(column, row) + at(column + 1, row) + at(column, row + 1) + at(column + 1, row + 1)) / 4.0;
  }

 private:
  std::vector<double> scores_;
};

double pixel_x(double column) { return margin + column * cell_pixels; }
double pixel_y(double row) { return margin + row * cell_pixels; }

template <class... Arguments>
void add(std::string& svg, fmt::format_string<Arguments...> form, Arguments&&... arguments) {
  svg += fmt::format(form, std::forward<Arguments>(arguments)...);
}

void add_rectangle(std::string& svg, int x, int y, int rectangle_width, int rectangle_height, std::string_view fill) {
  add(svg, "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", x, y, rectangle_width,
      rectangle_height, fill);
}

void add_dot(std::string& svg, double x, double y, double label) {
  add(svg, "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>\n", x, y,
      label > 0.0 ? teal_point : orange_point, paper);
}

const char* colour_of(double score) {
  std::size_t shade = 0;
  while (shade < shade_limits.size() && std::fabs(score) >= shade_limits[shade]) ++shade;
  return (score > 0.0 ? teal : orange)[shade];
}

void add_cells(std::string& svg, const Corners& corners) {
  svg += "<g shape-rendering=\"crispEdges\">\n";
  for (int row = 0; row < rows; ++row) {
    // Neighbours of the same colour are one rectangle.
    int begin = 0;
    const char* colour = nullptr;
    for (int column = 0; column <= columns; ++column) {
      const char* here = column < columns ? colour_of(corners.mean_of_cell(column, row)) : nullptr;
      if (here == colour) continue;
      if (colour) {
        add_rectangle(svg, margin + begin * cell_pixels, margin + row * cell_pixels, (column - begin) * cell_pixels,
                      cell_pixels, colour);
      }
      begin = column;
      colour = here;
    }
  }
  svg += "</g>\n";
}

/// The line of score 0, a piece a cell: it crosses the sides of the cell whose ends differ in sign, in proportion to
/// the scores there.
void add_line(std::string& svg, const Corners& corners) {
  struct Corner {
    int column, row;
  };
  svg += "<path d=\"";
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const std::array<Corner, 4> around{{{column, row}, {column + 1, row}, {column + 1, row + 1}, {column, row + 1}}};
      char command = 'M';
      for (std::size_t side = 0; side < around.size(); ++side) {
        const Corner from = around[side], to = around[(side + 1) % around.size()];
        const double a = corners.at(from.column, from.row), b = corners.at(to.column, to.row);
        if ((a > 0.0) == (b > 0.0)) continue;
        const double part = a / (a - b);
        add(svg, "{}{:.1f} {:.1f}", command, pixel_x(from.column + part * (to.column - from.column)),
            pixel_y(from.row + part * (to.row - from.row)));
        command = command == 'M' ? 'L' : 'M';
      }
    }
  }
  add(svg, "\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-linecap=\"round\"/>\n", ink);
}

/// What the dots, the line and the shades mean, below the plane.
void add_legend(std::string& svg) {
  const int middle = margin + plane_height + (margin + legend_height) / 2;
  const auto add_text = [&](int x, std::string_view text) {
    add(svg, "<text x=\"{}\" y=\"{}\" font-size=\"14\" fill=\"#475569\">{}</text>\n", x, middle + 5, text);
  };
  add_dot(svg, margin + 7, middle, 1.0);
  add_text(margin + 22, "label 1");
  add_dot(svg, margin + 107, middle, -1.0);
  add_text(margin + 122, "label −1");
  add(svg, "<path d=\"M{} {}h28\" stroke=\"{}\" stroke-width=\"2\"/>\n", margin + 210, middle, ink);
  add_text(margin + 248, "score 0");

  constexpr int step = 24;
  const int right = margin + plane_width;
  const int centre = right - 40 - static_cast<int>(teal.size()) * step;
  for (int i = 0; i < static_cast<int>(teal.size()); ++i) {
    add_rectangle(svg, centre + i * step, middle - 7, step, 14, teal[i]);
    add_rectangle(svg, centre - (i + 1) * step, middle - 7, step, 14, orange[i]);
  }
  add_text(right - 30, "≥ 4");
  add_text(centre - static_cast<int>(orange.size()) * step - 80, "score ≤ −4");
}

}  // namespace

std::string picture(const std::vector<Point>& points, const std::function<double(double x, double y)>& score) {
  const Corners corners(score);
  std::string svg;
  add(svg,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"Helvetica,Arial,sans-serif\">\n"
      "<title>Two moons, and the line that the net puts between them</title>\n",
      width, height);
  add_rectangle(svg, 0, 0, width, height, paper);
  add_cells(svg, corners);
  add_line(svg, corners);
  for (const Point& point : points) {
    add_dot(svg, pixel_x((point.x - left) * cells_per_unit), pixel_y((top - point.y) * cells_per_unit), point.label);
  }
  add_legend(svg);
  return svg + "</svg>\n";
}

}  // namespace moons
