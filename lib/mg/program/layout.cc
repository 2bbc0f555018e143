#include "mg/program/layout.h"

#include <algorithm>

namespace mg::program {

std::vector<Place> row(Role role, std::size_t count) {
  std::vector<Place> places(count);
  for (std::uint32_t i = 0; i < count; ++i) places[i] = {role, i};
  return places;
}

Buffers make_buffers(Builder& builder, const Layout& layout, std::uint32_t work) {
  std::array<std::uint32_t, role_count> lengths{};
  const auto take = [&](const Place& place) {
    std::uint32_t& length = lengths[static_cast<std::size_t>(place.role)];
    length = std::max(length, place.index + 1);
  };
  std::ranges::for_each(layout.inputs, take);
  std::ranges::for_each(layout.parameters, take);
  std::ranges::for_each(layout.outputs, take);
  lengths[static_cast<std::size_t>(Role::Work)] = work;
  Buffers buffers;
  for (std::size_t r = 0; r < lengths.size(); ++r) {
    const auto role = static_cast<Role>(r);
    if (lengths[r] > 0 && !is_guard(role)) buffers[r] = builder.buffer(role, lengths[r]);
  }
  return buffers;
}

}  // namespace mg::program
