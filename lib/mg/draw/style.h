#pragma once

#include <cstdint>

namespace mg::draw {

/// How much is drawn: from a card for every node to ever fewer boxes. Auto takes the first level that is easy to read.
enum class Detail : std::uint8_t {
  Auto,
  Full,  ///< every node is a card
  Fold,  ///< leaves become chips inside the cards that use them
};

enum class Theme : std::uint8_t { Light, Dark };

/// Where the computation runs to.
enum class Direction : std::uint8_t { LeftToRight, TopToBottom };

}  // namespace mg::draw
