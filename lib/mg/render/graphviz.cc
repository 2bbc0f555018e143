#include "mg/render/graphviz.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <cstdio>
#include <deque>
#include <string>
#include <unordered_map>

#ifdef MG_GRAPHVIZ_BUILTINS
extern "C" {
extern gvplugin_library_t gvplugin_core_LTX_library;
extern gvplugin_library_t gvplugin_dot_layout_LTX_library;
}
#endif

namespace mg::render {
namespace {

/// SVG needs no fonts: with nothing but the layout and the writer, text is measured by the tables that Graphviz has
/// built in, the same on every machine; and starting takes no time.
GVC_t* context_for_svg() {
#ifdef MG_GRAPHVIZ_BUILTINS
  static lt_symlist_t plugins[] = {{"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library},
                                   {"gvplugin_core_LTX_library", &gvplugin_core_LTX_library},
                                   {nullptr, nullptr}};
  return gvContextPlugins(plugins, 0);
#else
  return gvContext();
#endif
}

/// Numbers for names, in the order in which they come. Graphviz keeps subgraphs in the order of their numbers, and its
/// own are addresses in memory: pictures would not repeat.
class Numbering {
 public:
  long number(const char* name, IDTYPE* number, bool may_add) {
    if (!name) {
      *number = 2 * unnamed_++ + 1;
      return 1;
    }
    const auto found = numbers_.find(name);
    if (found == numbers_.end() && !may_add) return 0;
    if (found != numbers_.end()) {
      *number = found->second;
      return 1;
    }
    names_.emplace_back(name);
    *number = numbers_[name] = 2 * names_.size();
    return 1;
  }
  char* name(IDTYPE number) {
    return number % 2 == 0 && number / 2 <= names_.size() ? names_[number / 2 - 1].data() : nullptr;
  }

 private:
  std::unordered_map<std::string, IDTYPE> numbers_;
  std::deque<std::string> names_;  // they stay where they are
  IDTYPE unnamed_ = 0;
};

Agraph_t* read_graph(const char* dot) {
  static Agiddisc_t ids{
      .open = [](Agraph_t*, Agdisc_t*) -> void* { return new Numbering; },
      .map = [](void* state, int, char* name, IDTYPE* number, int may_add) -> long {
        return static_cast<Numbering*>(state)->number(name, number, may_add != 0);
      },
      .alloc = [](void*, int, IDTYPE) -> long { return 0; },
      .free = [](void*, int, IDTYPE) {},
      .print = [](void* state, int, IDTYPE number) { return static_cast<Numbering*>(state)->name(number); },
      .close = [](void* state) { delete static_cast<Numbering*>(state); },
      .idregister = [](void*, int, void*) {}};
  static Agdisc_t discipline{.mem = &AgMemDisc, .id = &ids, .io = &AgIoDisc};
  std::string text(dot);
  FILE* const stream = fmemopen(text.data(), text.size(), "r");
  if (!stream) return nullptr;
  Agraph_t* const graph = agread(stream, &discipline);
  std::fclose(stream);
  return graph;
}

const char* renderer(Format format) {
  switch (format) {
    case Format::Svg:
      return "svg";
    case Format::Png:
      return "png";
    case Format::Pdf:
      return "pdf";
  }
  __builtin_unreachable();
}

}  // namespace

int run_graphviz(const char* dot, Format format, int output) {
  FILE* const stream = fdopen(output, "wb");
  GVC_t* const context = format == Format::Svg ? context_for_svg() : gvContext();
  Agraph_t* const graph = read_graph(dot);
  if (!stream || !context || !graph) return 1;
  // Pictures are looked at on screens of twice the usual resolution, and magnified.
  char name[] = "dpi", dots[] = "144";
  if (format == Format::Png) agattr(graph, AGRAPH, name, dots);
  if (gvLayout(context, graph, "dot") != 0) return 1;
  if (gvRender(context, graph, renderer(format), stream) != 0) return 1;
  // A malformed label is no failure for Graphviz: it draws something else.
  if (agerrors() != 0) return 1;
  return std::fclose(stream) == 0 ? 0 : 1;
}

}  // namespace mg::render
