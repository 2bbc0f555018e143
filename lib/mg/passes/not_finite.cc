#include "mg/passes/not_finite.h"

#include <cmath>

namespace mg {

template <class Number>
Origin origin_in_values(const std::vector<bool>& counted, std::span<const std::type_identity_t<Number>> values) {
  for (std::uint32_t i = 0; i < counted.size(); ++i) {
    if (counted[i] && !std::isfinite(values[i])) return {{i}, values[i]};
  }
  return {};
}

template <class Number>
Origin origin_in_gradient(const Graph& graph, const std::vector<bool>& counted,
                          std::span<const std::type_identity_t<Number>> adjoints, const BasicFlow<Number>& flow) {
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!counted[i]) continue;
    if (!std::isfinite(adjoints[i])) return {{i}, adjoints[i]};
    for (const Number handed_on : flow.into_arguments({i})) {
      if (!std::isfinite(handed_on)) return {{i}, handed_on};
    }
  }
  return {};
}

#define MG_INSTANTIATE(Number)                                                                                \
  template Origin origin_in_values<Number>(const std::vector<bool>&, std::span<const Number>);                \
  template Origin origin_in_gradient<Number>(const Graph&, const std::vector<bool>&, std::span<const Number>, \
                                             const BasicFlow<Number>&);
MG_INSTANTIATE(double)
MG_INSTANTIATE(float)
#undef MG_INSTANTIATE

}  // namespace mg
