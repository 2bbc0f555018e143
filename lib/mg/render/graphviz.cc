#include "mg/render/graphviz.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <cmath>
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

/// Moves the far end of a handle, which starts at `knot`, so that it is a third as long as the curve if it was longer
/// than all of it.
void shorten(const pointf& knot, pointf& handle, double length) {
  const double x = handle.x - knot.x, y = handle.y - knot.y;
  const double reach = std::hypot(x, y);
  if (reach <= length) return;
  handle = {.x = knot.x + x / reach * length / 3, .y = knot.y + y / reach * length / 3};
}

/// Graphviz bends edges around clusters by curves whose handles are, now and then, several times as long as the curve
/// itself: a needle that sticks out of the picture's middle. Its sound ones are shorter than half of the curve.
void blunt_needles(Agraph_t* graph) {
  for (Agnode_t* node = agfstnode(graph); node; node = agnxtnode(graph, node)) {
    for (Agedge_t* edge = agfstout(graph, node); edge; edge = agnxtout(graph, edge)) {
      const splines* const curves = ED_spl(edge);
      for (std::size_t i = 0; curves && i < static_cast<std::size_t>(curves->size); ++i) {
        const bezier& curve = curves->list[i];
        for (std::size_t k = 0; k + 3 < static_cast<std::size_t>(curve.size); k += 3) {
          pointf* const point = curve.list + k;
          const double length = std::hypot(point[3].x - point[0].x, point[3].y - point[0].y);
          shorten(point[0], point[1], length);
          shorten(point[3], point[2], length);
        }
      }
    }
  }
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
  blunt_needles(graph);
  if (gvRender(context, graph, renderer(format), stream) != 0) return 1;
  // A malformed label is no failure for Graphviz: it draws something else.
  if (agerrors() != 0) return 1;
  return std::fclose(stream) == 0 ? 0 : 1;
}

}  // namespace mg::render
