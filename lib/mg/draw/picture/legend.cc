#include "mg/draw/picture/legend.h"

#include <fmt/core.h>

#include "mg/base/append_format.h"
#include "mg/draw/look/palette.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_root = 32;

void ramp_cell(std::string& out, const Color& color, Theme theme) {
  append_format(out, R"(<TD BGCOLOR="{}" WIDTH="12" HEIGHT="10" FIXEDSIZE="TRUE"></TD>)", hex(color, theme));
}

void text_cell(std::string& out, std::string_view html) {
  append_format(out, R"(<TD><FONT POINT-SIZE="9">{}</FONT></TD>)", html);
}

}  // namespace

std::string legend(const Picture& picture, Theme theme) {
  std::string out = R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="5"><TR>)";
  for (const Kind kind : picture.kinds) {
    const KindRow& look = row(kind);
    append_format(
        out,
        R"(<TD BGCOLOR="{}" COLOR="{}" BORDER="1" STYLE="ROUNDED" CELLPADDING="3"><FONT COLOR="{}" POINT-SIZE="9">{}</FONT></TD>)",
        hex(look.colors.fill, theme), hex(look.colors.border, theme), hex(look.colors.text, theme), look.title);
  }
  if (!picture.gradient_of.empty()) {
    text_cell(out, fmt::format("  ∇ gradient of {}  −", escape_html(shorten(picture.gradient_of, longest_root))));
    out += R"(<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>)";
    for (std::size_t step = palette.pill_negative.size(); step-- > 1;) {
      ramp_cell(out, palette.pill_negative[step], theme);
    }
    for (const Color& color : palette.pill_positive) ramp_cell(out, color, theme);
    out += "</TR></TABLE></TD>";
    text_cell(out, "+");
    text_cell(out, "  edge width = |gradient flow|, dashed = none");
  }
  if (picture.has_bundles) text_cell(out, "  grey: number of values");
  if (!picture.note.empty()) text_cell(out, "  " + escape_html(picture.note));
  out += "</TR></TABLE>";
  return out;
}

}  // namespace mg::draw
