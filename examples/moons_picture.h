#pragma once

#include <functional>
#include <string>
#include <vector>

namespace moons {

struct Point {
  double x, y;
  double label;  ///< 1 or -1
};

/// An SVG of the plane, coloured by the sign and size of `score`, with the line where it is 0, and the points.
std::string picture(const std::vector<Point>& points, const std::function<double(double x, double y)>& score);

}  // namespace moons
