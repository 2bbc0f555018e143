#include "mg/draw/look/style.h"

#include <algorithm>

namespace mg::draw {

std::string_view name(Detail detail) {
  const auto row = std::ranges::find(details, detail, &DetailRow::detail);
  return row == details.end() ? "auto" : row->name;
}

std::optional<Detail> coarser(Detail detail) {
  const auto row = std::ranges::find(details, detail, &DetailRow::detail);
  if (row == details.end() || row + 1 == details.end()) return {};
  return (row + 1)->detail;
}

}  // namespace mg::draw
