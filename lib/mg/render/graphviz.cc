#include "mg/render/graphviz.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <cstdio>

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
  Agraph_t* const graph = agmemread(dot);
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
