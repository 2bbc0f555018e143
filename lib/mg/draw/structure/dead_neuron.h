#pragma once

#include <cstdint>
#include <span>

#include "mg/core/graph.h"
#include "mg/draw/structure/units.h"

namespace mg::draw {

/// Whether a neuron lets nothing through: ReLU of nothing positive, on every sample.
bool is_dead(const Graph& graph, std::span<const double> values, const Units& units, std::uint32_t unit);

}  // namespace mg::draw
