#include "mg/emit/header.h"

#include <fmt/format.h>

#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/emit/c_file.h"
#include "mg/emit/cplusplus_file.h"
#include "mg/emit/js_file.h"
#include "mg/emit/literal.h"

namespace mg::emit {

std::string header(const Graph& graph, const Options& options) {
  graph.require_output();
  return header(lower(graph, options), options);
}

std::string header(const Model& model, const Options& options) {
  if (model.outputs.empty()) throw UsageError("the graph has no output, so there is nothing to generate");
  if (!is_identifier(options.name)) {
    throw UsageError(fmt::format("{} cannot be the name of a namespace", quoted_briefly(options.name)));
  }
  if (options.language == Language::C && !is_identifier(options.name + "_model")) {
    throw UsageError(
        fmt::format("{} cannot begin names in C: there must be no __ in them", quoted_briefly(options.name)));
  }
  switch (options.language) {
    case Language::Cplusplus:
      return cplusplus_file(model, options);
    case Language::C:
      return c_file(model, options);
    case Language::Js:
      return js_file(model, options);
  }
  __builtin_unreachable();
}

}  // namespace mg::emit
