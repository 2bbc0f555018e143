#include "mg/nn/trainable.h"

#include <fmt/format.h>

#include "mg/base/error.h"

namespace mg::nn {

std::vector<Value> trainable(std::string_view optimizer, std::vector<Value> parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!parameters[i].is_recorded()) {
      throw UsageError(fmt::format("{}: parameter {} of {} is a plain number, which no graph has recorded", optimizer,
                                   i, parameters.size()));
    }
  }
  return parameters;
}

}  // namespace mg::nn
