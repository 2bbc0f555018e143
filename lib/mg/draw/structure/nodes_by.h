#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "mg/base/buckets.h"
#include "mg/core/graph.h"

namespace mg::draw {

/// The nodes by what they are in, ascending: `place_of`, by node, is below `count`, or is `nowhere`.
inline Buckets<NodeId> nodes_by(std::span<const std::uint32_t> place_of, std::size_t count) {
  constexpr std::uint32_t nowhere = 0xffffffff;
  return {count, [&](auto&& put) {
            for (std::uint32_t i = 0; i < place_of.size(); ++i) {
              if (place_of[i] != nowhere) put(place_of[i], NodeId{i});
            }
          }};
}

}  // namespace mg::draw
