#pragma once

#include <string>

#include "mg/core/graph.h"
#include "mg/emit/model.h"
#include "mg/emit/options.h"

namespace mg::emit {

/// The graph as one C++11 header: struct NAME::Model with `forward` and, as asked, `backward`; `guards` where the graph
/// has any. Those that need no work array are const. It includes <cmath> where it uses any of it, and else nothing;
/// it neither allocates, throws, locks nor prints. Or what c_file.h and js_file.h say, in those languages. The same
/// text for the same graph and options. UsageError where the name is not an identifier, there is no output, or
/// `function_size` is 0.
std::string header(const Graph& graph, const Options& options);
/// The same of what lower() made of a graph with these options.
std::string header(const Model& model, const Options& options);

}  // namespace mg::emit
