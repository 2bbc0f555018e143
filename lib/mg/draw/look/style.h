#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mg::draw {

/// How much is drawn: from a card for every node to ever fewer boxes. Auto takes the first level that is easy to read.
enum class Detail : std::uint8_t {
  Auto,
  Full,    ///< every node is a card
  Fold,    ///< leaves become chips inside the cards that use them
  Neuron,  ///< a card for each neuron, or for other operations that make a formula
  Layer,   ///< a card for each scope of neurons, or for neurons that are alike; as many scopes out as it takes
};

/// The levels of detail, from fine to coarse.
struct DetailRow {
  Detail detail;
  std::string_view name;
};
inline constexpr std::array<DetailRow, 4> details{
    {{Detail::Full, "full"}, {Detail::Fold, "fold"}, {Detail::Neuron, "neuron"}, {Detail::Layer, "layer"}}};

/// "auto" where it is none of them.
std::string_view name(Detail detail);
/// The next coarser level, if there is one.
std::optional<Detail> coarser(Detail detail);

enum class Theme : std::uint8_t { Light, Dark };

/// Where the computation runs to.
enum class Direction : std::uint8_t { LeftToRight, TopToBottom };

}  // namespace mg::draw
