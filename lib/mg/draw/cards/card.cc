// Cards are HTML-like tables of Graphviz:
//
//   ┌──────┬─────────────────────────────────┐
//   │port a│ chips   symbol   chips    value │
//   │port b│         caption            pill │
//   └──────┴─────────────────────────────────┘
//
// The ports are a column of cells flush with the border (a row, from top to bottom), so that arrows end at it. With a
// single port the table itself is the port, and the outer table is not needed.

#include "mg/draw/cards/card.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "mg/draw/cards/card_text.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_caption = 32;

class CardWriter : CardText {
 public:
  CardWriter(const Card& card, const GradientScale& scale, Theme theme, Direction direction)
      : CardText(scale, theme), card_(card), colors_(row(card.kind).colors), direction_(direction) {}

  std::string write() {
    if (card_.ports.size() < 2) {
      const std::string port = card_.ports.empty() ? "" : fmt::format(R"( PORT="{}")", card_.ports.front());
      content(frame(colors_) + port);
    } else if (direction_ == Direction::LeftToRight) {
      ports_at_left();
    } else {
      ports_on_top();
    }
    return take();
  }

 private:
  void ports_at_left() {
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">)", frame(colors_));
    for (std::size_t k = 0; k < card_.ports.size(); ++k) {
      put(R"(<TR><TD PORT="{}" WIDTH="1"></TD>)", card_.ports[k]);
      if (k == 0) {
        put(R"(<TD ROWSPAN="{}">)", card_.ports.size());
        content(R"(BORDER="0")");
        put("</TD>");
      }
      put("</TR>");
    }
    put("</TABLE>");
  }

  void ports_on_top() {
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>)", frame(colors_));
    for (const char port : card_.ports) put(R"(<TD PORT="{}" HEIGHT="1"></TD>)", port);
    put(R"(</TR><TR><TD COLSPAN="{}">)", card_.ports.size());
    content(R"(BORDER="0")");
    put("</TD></TR></TABLE>");
  }

  void content(std::string_view attributes) {
    const bool has_chips = !card_.before.empty() || !card_.after.empty();
    const bool in_two_rows = !has_chips && card_.figures.value && card_.figures.gradient;
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="3" CELLPADDING="1"><TR>)", attributes);
    chips(card_.before);
    symbol(in_two_rows ? R"( ROWSPAN="2")" : "");
    chips(card_.after);
    if (has_chips && (card_.figures.value || card_.figures.gradient)) {
      // Built like a chip, so that the numbers are in line with those of the chips.
      put(R"(<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="1"><TR>)");
      figures();
      put("</TR></TABLE></TD>");
    } else {
      figures();
    }
    put("</TR></TABLE>");
  }

  void figures() {
    if (card_.figures.value) value(*card_.figures.value, card_.figures.old_value);
    if (card_.figures.value && card_.figures.gradient) put("</TR><TR>");
    if (card_.figures.gradient) pill(*card_.figures.gradient, card_.figures.old_gradient);
  }

  void symbol(std::string_view span) {
    if (card_.symbol.empty() && card_.captions.empty() && card_.alarm.empty()) return;
    put(R"(<TD{} WIDTH="22" CELLPADDING="3">)", span);
    if (!card_.symbol.empty()) {
      const bool is_leaf = card_.kind != Kind::Operation && card_.kind != Kind::Output;
      const bool is_sign = !is_leaf && characters(card_.symbol) == 1;
      put(R"(<FONT{} COLOR="{}">{}</FONT>)", is_sign ? R"( POINT-SIZE="14")" : "", color(colors_.text),
          bold(card_.symbol));
    }
    const Color& ink = card_.kind == Kind::Operation ? palette.dim : colors_.text;
    for (std::size_t i = 0; i < card_.captions.size(); ++i) {
      put(R"({}<FONT POINT-SIZE="8.5" COLOR="{}">{}</FONT>)", i > 0 || !card_.symbol.empty() ? "<BR/>" : "", color(ink),
          escape_html(shorten(card_.captions[i], longest_caption)));
    }
    if (!card_.alarm.empty()) {
      const bool is_first = card_.symbol.empty() && card_.captions.empty();
      put(R"({}<FONT POINT-SIZE="8.5" COLOR="{}">{}</FONT>)", is_first ? "" : "<BR/>", color(palette.not_finite),
          bold(card_.alarm, longest_caption + longest_caption));
    }
    put("</TD>");
  }

  void chips(const std::vector<Chip>& chips) {
    for (const Chip& chip : chips) {
      if (!chip.role.empty()) {
        put(R"(<TD><FONT POINT-SIZE="8.5" COLOR="{}">{}</FONT></TD>)", color(palette.dim), chip.role);
      }
      put(R"(<TD CELLPADDING="0">)");
      this->chip(chip);
      put("</TD>");
    }
  }

  void chip(const Chip& chip) {
    const CardColors& colors = row(chip.kind).colors;
    const bool is_short = !chip.figures.gradient;
    // A table fills its cell. Empty rows take their share, and leave a short chip short.
    if (is_short) put(R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD></TD></TR><TR><TD>)");
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="2" CELLPADDING="1"><TR>)", frame(colors));
    const bool shows_value = chip.figures.value.has_value();
    if (!chip.name.empty() || !shows_value) {
      put(R"(<TD><FONT COLOR="{}">{}</FONT></TD>)", color(colors.text), bold(chip.name));
    }
    if (shows_value) {
      const double number = *chip.figures.value;
      put(R"(<TD ALIGN="RIGHT"><FONT COLOR="{}">{}</FONT></TD>)",
          color(std::isnan(number) ? palette.not_finite : colors.text), this->number(number, chip.figures.old_value));
    }
    if (chip.figures.gradient) {
      put("</TR><TR>");
      pill(*chip.figures.gradient, chip.figures.old_gradient,
           shows_value && !chip.name.empty() ? R"( COLSPAN="2")" : "");
    }
    put("</TR></TABLE>");
    if (is_short) put("</TD></TR><TR><TD></TD></TR></TABLE>");
  }

  const Card& card_;
  const CardColors& colors_;
  const Direction direction_;
};

}  // namespace

const KindRow& row(Kind kind) {
  static constexpr std::array<KindRow, 5> rows{{{"input", "input", palette.input},
                                                {"param", "parameter", palette.parameter},
                                                {"const", "constant", palette.constant},
                                                {"op", "operation", palette.operation},
                                                {"output", "output", palette.output}}};
  return rows[static_cast<std::size_t>(kind)];
}

std::string label(const Card& card, const GradientScale& scale, Theme theme, Direction direction) {
  return CardWriter(card, scale, theme, direction).write();
}

}  // namespace mg::draw
