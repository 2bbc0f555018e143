// The reader on arbitrary bytes: what it accepts comes back the same, all else is a ParseError.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace {

void require(bool good, const char* what, std::string_view text) {
  if (good) return;
  std::fprintf(stderr, "%s:\n%.*s\n", what, static_cast<int>(text.size()), text.data());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::optional<mg::Graph> graph;
  try {
    graph = mg::read(text);
  } catch (const mg::ParseError& error) {
    require(error.line >= 1 && error.column >= 1, "an error without a place", text);
    return 0;
  }
  const std::string written = mg::write(*graph);
  const mg::Graph back = mg::read(written);
  require(mg::write(back) == written, "not canonical", written);
  require(back.size() == graph->size(), "nodes were lost", written);
  require(back.scopes().size() == graph->scopes().size(), "scopes were lost", written);
  require(back.guards().size() == graph->guards().size(), "guards were lost", written);
  require(back.outputs().size() == graph->outputs().size(), "outputs were lost", written);
  return 0;
}
