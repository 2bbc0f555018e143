// A unit is a table of three columns:
//
//   ┌──────────────────────────────┐
//   │ title  formula  ×samples     │
//   │port p0: name   value     pill│
//   │port p1: name   value     pill│
//   ├──────────────────────────────┤
//   │ z value       value      pill│ port out
//   └──────────────────────────────┘

#include "mg/draw/cards/unit_card.h"

#include "mg/draw/cards/card_text.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t squares_a_row = 24;
constexpr std::size_t most_squares = 96;
constexpr int side_of_square = 6;

/// A neuron that lets nothing through.
constexpr CardColors dead_colors{palette.constant.fill, palette.operation.border, palette.ink};

class UnitWriter : CardText {
 public:
  UnitWriter(const UnitCard& card, const GradientScale& scale, Theme theme) : CardText(scale, theme), card_(card) {}

  std::string write() {
    const CardColors& colors = card_.dead ? dead_colors : row(card_.kind).colors;
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">)", frame(colors, card_.dead));
    head(colors);
    for (std::size_t i = 0; i < card_.lines.size(); ++i) {
      const UnitCard::Line& item = card_.lines[i];
      const std::string port = item.has_port ? fmt::format(R"( PORT="p{}")", i) : "";
      line(item.name, row(item.kind).colors.text, item.figures, port);
    }
    for (std::size_t i = 0; i < card_.strips.size(); ++i) {
      strip(card_.strips[i], card_.strips_have_port && i == 0 ? R"( PORT="p0")" : "", "");
    }
    out();
    put("</TABLE>");
    return take();
  }

 private:
  void head(const CardColors& colors) {
    const bool has_port = card_.strips_have_port && card_.strips.empty();
    put(R"(<TR><TD{} ALIGN="LEFT" COLSPAN="3">)", has_port ? R"( PORT="p0")" : "");
    std::string gap;
    const auto add = [&](std::string_view text) {
      put("{}{}", gap, text);
      gap = "  ";
    };
    if (!card_.title.empty()) add(fmt::format(R"(<FONT COLOR="{}">{}</FONT>)", color(colors.text), bold(card_.title)));
    if (!card_.formula.empty() && card_.title.empty()) {
      add(fmt::format(R"(<FONT COLOR="{}"><B>{}</B></FONT>)", color(colors.text), escape_html(card_.formula)));
    } else if (!card_.formula.empty()) {
      add(small(escape_html(card_.formula)));
    }
    if (card_.samples > 1) add(fmt::format("<B>×{}</B>", card_.samples));
    if (!card_.alarm.empty()) {
      put(R"({}<FONT POINT-SIZE="8.5" COLOR="{}">{}</FONT>)", gap.empty() ? "" : "<BR ALIGN=\"LEFT\"/>",
          color(palette.not_finite), bold(card_.alarm, longest_alarm));
    }
    put("</TD></TR>");
  }

  std::string small(std::string_view html) const {
    return fmt::format(R"(<FONT POINT-SIZE="9" COLOR="{}">{}</FONT>)", color(palette.dim), html);
  }

  void strip(const UnitCard::Strip& strip, std::string_view port_of_name, std::string_view port_of_numbers) {
    put(R"(<TR><TD{} ALIGN="LEFT">{}</TD>)", port_of_name, small(escape_html(strip.name)));
    squares(downsample(strip.numbers, most_squares), squares_a_row, side_of_square,
            fmt::format(R"({} COLSPAN="2")", port_of_numbers));
    put("</TR>");
  }

  void out() {
    if (card_.outs.empty() && !card_.out.value && !card_.out.gradient) return;
    if (!card_.lines.empty() || !card_.strips.empty() || card_.outs.empty()) put("<HR/>");
    for (std::size_t i = 0; i < card_.outs.size(); ++i) strip(card_.outs[i], "", i == 0 ? R"( PORT="out")" : "");
    if (!card_.outs.empty()) return;
    const std::string before = card_.before ? "z " + short_number(*card_.before) : shorten(card_.out_name, 24);
    put(R"(<TR><TD ALIGN="LEFT">{}</TD>)", small(escape_html(before)));
    if (card_.out.value) {
      const std::string number = CardText::number(*card_.out.value, card_.out.old_value);
      put(R"(<TD ALIGN="RIGHT"><FONT COLOR="{}"><B>{}</B> </FONT></TD>)", color(card_.dead ? palette.dim : palette.ink),
          number);
    } else {
      put("<TD></TD>");
    }
    if (card_.out.gradient) {
      pill(*card_.out.gradient, card_.out.old_gradient, R"( PORT="out" ALIGN="RIGHT")");
    } else {
      put(R"(<TD PORT="out"></TD>)");
    }
    put("</TR>");
  }

  const UnitCard& card_;
};

}  // namespace

std::string label(const UnitCard& card, const GradientScale& scale, Theme theme) {
  return UnitWriter(card, scale, theme).write();
}

}  // namespace mg::draw
