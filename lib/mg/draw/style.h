#pragma once

#include <cstdint>

namespace mg::draw {

/// How much is drawn: from a card for every node to ever fewer boxes. Auto takes the first level that is easy to read.
enum class Detail : std::uint8_t {
  Auto,
  Full,    ///< every node is a card
  Fold,    ///< leaves become chips inside the cards that use them
  Neuron,  ///< a card for each neuron, or for other operations that make a formula
  Layer,   ///< a card for each scope of neurons, or for neurons that are alike; as many scopes out as it takes
};

enum class Theme : std::uint8_t { Light, Dark };

/// Where the computation runs to.
enum class Direction : std::uint8_t { LeftToRight, TopToBottom };

}  // namespace mg::draw
