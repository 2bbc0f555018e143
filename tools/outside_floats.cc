#include "outside_floats.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mg/base/counted.h"
#include "mg/base/number.h"
#include "mg/base/quote.h"
#include "mg/core/names.h"
#include "mg/core/ops.h"
#include "report.h"

namespace mg::cli {

bool OutsideFloats::is_outside(double number) {
  const float rounded = static_cast<float>(number);
  return std::isfinite(number) && (std::isinf(rounded) || (rounded == 0.0f && number != 0.0));
}

void OutsideFloats::check(const Point& point, const std::vector<std::size_t>& without) {
  const std::size_t places = point.inputs().size() + point.parameters().size();
  for (std::size_t place = 0; place < places; ++place) {
    if (std::ranges::find(without, place) == without.end()) check(point, place, "");
  }
  for (std::uint32_t i = 0; i < graph_.size(); ++i) {
    const Op op = graph_.op({i});
    if (op == Op::Constant) check(graph_.value({i}), [&] { return "the constant " + called({i}); });
    if (info(op).attribute) {
      check(graph_.attribute({i}), [&] { return fmt::format("the number of the {} {}", info(op).name, called({i})); });
    }
  }
}

void OutsideFloats::check(const Point& point, std::size_t place, const std::string& where) {
  const std::size_t inputs = point.inputs().size();
  const bool is_input = place < inputs;
  check(is_input ? point.inputs()[place] : point.parameters()[place - inputs], [&] {
    const NodeId id = is_input ? graph_.inputs()[place] : graph_.parameters()[place - inputs];
    return fmt::format("the {} {}{}", is_input ? "input" : "parameter", called(id), where);
  });
}

std::optional<std::string> OutsideFloats::warning() const {
  if (count_ == 0) return {};
  return count_ == 1 ? first_ : fmt::format("{}; so with {}", first_, counted(count_ - 1, "more number"));
}

std::string OutsideFloats::said_of(double number, const std::string& what) {
  return fmt::format("{}, {}, is {} as a float", what, number_text(number), number_text(static_cast<float>(number)));
}

/// `%3 "w" in layer0`
std::string OutsideFloats::called(NodeId id) const {
  const std::string_view name = graph_.name(id);
  return id_text(id) + (name.empty() ? "" : " " + quoted_briefly(name)) + in_scope(graph_, id);
}

}  // namespace mg::cli
