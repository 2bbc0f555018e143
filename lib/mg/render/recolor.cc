#include "mg/render/recolor.h"

#include <set>

#include "mg/base/append_format.h"
#include "mg/base/error.h"
#include "mg/draw/look/palette.h"

namespace mg::render {

std::string dark_rules(std::string_view ancestor) {
  std::string rules;
  std::set<std::uint32_t> done;
  for (const draw::Color& color : draw::all_colors) {
    if (color.light == color.dark || !done.insert(color.light).second) continue;
    append_format(rules, "{0}[fill=\"{1}\"]{{fill:{2}}}{0}[stroke=\"{1}\"]{{stroke:{2}}}\n", ancestor,
                  draw::hex(color.light), draw::hex(color.dark));
  }
  return rules;
}

std::string follow_system_theme(std::string_view svg) {
  const std::size_t root = svg.find("<svg");
  const std::size_t inside = svg.find('>', root == std::string_view::npos ? svg.size() : root);
  if (inside == std::string_view::npos) throw SystemError("Graphviz wrote something that is not SVG");

  std::string result(svg.substr(0, inside + 1));
  result += "\n<style>@media (prefers-color-scheme: dark) {\n" + dark_rules("") + "}</style>";
  result += svg.substr(inside + 1);
  return result;
}

}  // namespace mg::render
