#include "mg/passes/not_finite.h"

#include <cmath>

namespace mg {

Origin origin_in_values(const std::vector<bool>& counted, std::span<const double> values) {
  for (std::uint32_t i = 0; i < counted.size(); ++i) {
    if (counted[i] && !std::isfinite(values[i])) return {{i}, values[i]};
  }
  return {};
}

Origin origin_in_gradient(const Graph& graph, const std::vector<bool>& counted, std::span<const double> adjoints,
                          const Flow& flow) {
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!counted[i]) continue;
    if (!std::isfinite(adjoints[i])) return {{i}, adjoints[i]};
    for (const double handed_on : flow.into_arguments({i})) {
      if (!std::isfinite(handed_on)) return {{i}, handed_on};
    }
  }
  return {};
}

}  // namespace mg
