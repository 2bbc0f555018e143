#include "mg/draw/cards/group_card.h"

#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_name = 16;
constexpr std::size_t squares_of_a_leaf = 24;

class GroupWriter : CardText {
 public:
  GroupWriter(const GradientScale& scale, Theme theme) : CardText(scale, theme) {}

  std::string write(const GroupCard& card) {
    const CardColors& colors = card.alarm.empty() ? palette.operation : palette.output;
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">)", frame(colors));
    put(R"(<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="13" COLOR="{}">{}</FONT></TD>)", color(colors.text),
        bold(card.title));
    put(R"(<TD ALIGN="RIGHT">{}</TD></TR>)", small(card.remark));
    if (!card.alarm.empty()) alarm(card.alarm, 2);
    put("<HR/>");
    for (const GroupCard::Fact& item : card.facts) fact(item);
    for (const GroupCard::Squares& item : card.squares) {
      put(R"(<TR><TD ALIGN="LEFT">{}</TD>)", small(item.name));
      const bool is_fine = item.matrix.columns > 16;
      squares(item.matrix.numbers, item.matrix.columns, is_fine ? 4 : 9);
      put("</TR>");
    }
    put("</TABLE>");
    return take();
  }

  std::string write(const LeavesCard& card) {
    const CardColors& colors = row(card.kind).colors;
    put(R"(<TABLE {} CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">)", frame(colors));
    put(R"(<TR><TD COLSPAN="3" ALIGN="LEFT"><FONT COLOR="{}">{}</FONT>{}</TD></TR>)", color(colors.text),
        bold(card.title), card.samples > 1 ? fmt::format("  <B>×{}</B>", card.samples) : "");
    if (!card.alarm.empty()) alarm(card.alarm, 3);
    for (const UnitCard::Line& item : card.lines) line(item.name, colors.text, item.figures);
    for (const UnitCard::Strip& item : card.strips) {
      put(R"(<TR><TD ALIGN="LEFT"><FONT COLOR="{}">{}</FONT></TD>)", color(colors.text),
          escape_html(shorten(item.name, longest_name)));
      squares(downsample(item.numbers, squares_of_a_leaf), squares_of_a_leaf, 6, R"( COLSPAN="2")");
      put("</TR>");
    }
    if (card.left_out > 0) {
      put(R"(<TR><TD COLSPAN="3"><FONT COLOR="{}">… {} more</FONT></TD></TR>)", color(colors.text), card.left_out);
    }
    put("</TABLE>");
    return take();
  }

 private:
  std::string small(std::string_view text) const {
    return fmt::format(R"(<FONT POINT-SIZE="9" COLOR="{}">{}</FONT>)", color(palette.dim), escape_html(text));
  }

  void alarm(std::string_view text, int columns) {
    put(R"(<TR><TD ALIGN="LEFT" COLSPAN="{}"><FONT POINT-SIZE="9" COLOR="{}">{}</FONT></TD></TR>)", columns,
        color(palette.not_finite), bold(text, longest_alarm));
  }

  void fact(const GroupCard::Fact& fact) {
    put(R"(<TR><TD ALIGN="LEFT">{}</TD><TD ALIGN="RIGHT"><FONT POINT-SIZE="10"><FONT COLOR="{}">{}</FONT>)",
        small(fact.name), color(row(fact.kind).colors.text), escape_html(fact.text));
    if (!fact.alarm.empty()) {
      put(R"(  <FONT COLOR="{}">{}</FONT>)", color(palette.not_finite), escape_html(fact.alarm));
    }
    put("</FONT></TD></TR>");
  }
};

}  // namespace

std::string label(const GroupCard& card, const GradientScale& scale, Theme theme) {
  return GroupWriter(scale, theme).write(card);
}
std::string label(const LeavesCard& card, const GradientScale& scale, Theme theme) {
  return GroupWriter(scale, theme).write(card);
}

}  // namespace mg::draw
