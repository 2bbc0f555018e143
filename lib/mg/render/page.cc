#include "mg/render/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "mg/base/append_format.h"
#include "mg/base/error.h"
#include "mg/base/json.h"
#include "mg/base/quote.h"
#include "mg/draw/look/palette.h"
#include "mg/draw/look/text.h"
#include "mg/render/page_assets.h"
#include "mg/render/page_data.h"
#include "mg/render/recolor.h"

namespace mg::render {
namespace {

void check_size(std::string_view what, std::size_t size, const Page& page) {
  if (size != 0 && size != page.graph.size()) {
    throw UsageError(fmt::format("page: {} {} for {} nodes", size, what, page.graph.size()));
  }
}

void check(const Page& page) {
  check_size("values", page.values.size(), page);
  check_size("adjoints", page.adjoints.size(), page);
  check_size("lines of nodes", page.line_of.size(), page);
  const auto is_line = [&](std::uint32_t line) { return line == no_line || line < page.code.size(); };
  if (!std::ranges::all_of(page.line_of, is_line))
    throw UsageError("page: a node is computed by a line that is not there");
  const auto is_view = [&](std::size_t view) { return view < page.views.size(); };
  if (!is_view(page.start)) throw UsageError("page: there is no view to start with");
  for (const PageView& view : page.views) {
    bool good = !view.opened_from || is_view(*view.opened_from);
    for (const PageBox& box : view.boxes) {
      good = good && (!box.opens || is_view(*box.opens)) && (!box.node || *box.node < page.graph.size());
    }
    if (!good) throw UsageError(fmt::format("page: view {} refers to what is not there", quoted_briefly(view.title)));
  }
}

void add_variable(std::string& css, std::string_view name, std::uint32_t color) {
  append_format(css, "--{}:{};", name, draw::hex(color));
}

/// The palette as CSS variables: `--input-fill`, `--positive-3`.
std::string variables(draw::Theme theme) {
  constexpr const draw::Palette& palette = draw::palette;
  std::string css;
  const auto add = [&](std::string_view name, const draw::Color& color) {
    add_variable(css, name, theme == draw::Theme::Light ? color.light : color.dark);
  };
  const auto add_card = [&](std::string_view name, const draw::CardColors& colors) {
    add(fmt::format("{}-fill", name), colors.fill);
    add(fmt::format("{}-border", name), colors.border);
    add(fmt::format("{}-text", name), colors.text);
  };
  const auto add_ramp = [&](std::string_view name, const draw::Ramp& ramp) {
    for (std::size_t step = 0; step < ramp.size(); ++step) add(fmt::format("{}-{}", name, step), ramp[step]);
  };
  add("background", palette.background);
  add("ink", palette.ink);
  add("dim", palette.dim);
  add("not-finite", palette.not_finite);
  add_card("input", palette.input);
  add_card("parameter", palette.parameter);
  add_card("constant", palette.constant);
  add_card("operation", palette.operation);
  add_card("output", palette.output);
  add("surface", palette.cluster_fill[0]);
  add("surface-deeper", palette.cluster_fill[1]);
  add("surface-deepest", palette.cluster_fill[2]);
  add("line", palette.cluster_border);
  add_ramp("positive", palette.pill_positive);
  add_ramp("negative", palette.pill_negative);
  add_ramp("positive-text", palette.pill_positive_text);
  add_ramp("negative-text", palette.pill_negative_text);
  return css;
}

/// The page's and the pictures' colours in both themes. On paper, it is always the light one.
std::string color_rules() {
  return fmt::format(":root{{{}}}\n@media screen {{\n:root[data-theme=dark]{{{}}}\n{}}}\n",
                     variables(draw::Theme::Light), variables(draw::Theme::Dark),
                     dark_rules(":root[data-theme=dark] .picture "));
}

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : clean(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

/// Data that nobody reads before a script asks for it.
void append_block(std::string& html, std::string_view id, std::string_view json) {
  append_format(html, "<script type=\"application/json\" id=\"{}\">", id);
  // No tag, nor a comment, begins in a script: in JSON, a '<' stands in strings only.
  for (std::size_t begin = 0; begin < json.size();) {
    const std::size_t end = std::min(json.find('<', begin), json.size());
    html += json.substr(begin, end - begin);
    if (end < json.size()) html += "\\u003c";
    begin = end + 1;
  }
  html += "</script>\n";
}

std::string data_blocks(const Page& page) {
  std::string html;
  append_block(html, "data-views", view_table(page));
  for (std::size_t i = 0; i < page.views.size(); ++i) {
    const std::string_view svg = page.views[i].svg;
    Json json;
    json.value(svg.substr(std::min(svg.find("<svg"), svg.size())));
    append_block(html, fmt::format("data-svg-{}", i), std::move(json).text());
  }
  append_block(html, "data-nodes", node_columns(page));
  Json code(Json::Packed);
  code.list_of(page.code, [&](const std::string& line) { code.value(clean(line)); });
  append_block(html, "data-code", std::move(code).text());
  return html;
}

struct Placeholder {
  std::string_view name;
  std::string text;
};

/// The frame, with each `{{NAME}}` replaced.
std::string fill(std::string_view frame, std::initializer_list<Placeholder> placeholders) {
  std::string result;
  for (;;) {
    const std::size_t begin = frame.find("{{");
    result += frame.substr(0, begin);
    if (begin == std::string_view::npos) return result;
    const std::size_t end = frame.find("}}", begin);
    const auto* const placeholder =
        std::ranges::find(placeholders, frame.substr(begin + 2, end - begin - 2), &Placeholder::name);
    if (placeholder != placeholders.end()) result += placeholder->text;
    frame.remove_prefix(end + 2);
  }
}

}  // namespace

std::string page(const Page& page) {
  check(page);
  return fill(assets::html, {{"title", escape(page.title)},
                             {"script_hash", std::string(assets::script_hash)},
                             {"colors", color_rules()},
                             {"style", std::string(assets::style)},
                             {"script", std::string(assets::script)},
                             {"data", data_blocks(page)}});
}

}  // namespace mg::render
