#include "dot_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "mg/base/counted.h"
#include "mg/base/error.h"
#include "mg/emit/listing.h"
#include "mg/render/page.h"

namespace mg::tools {
namespace {

// What is drawn ahead. Counted, not timed: the same page for the same graph.
constexpr std::size_t most_boxes_of_a_level = 1000;
constexpr std::size_t most_boxes_inside = 200;
constexpr std::size_t most_views = 64;
constexpr std::size_t most_bytes_of_views = std::size_t{8} << 20;
/// Beyond, nobody reads the code line by line.
constexpr std::uint32_t most_nodes_with_code = 200'000;

class PageMaker {
 public:
  explicit PageMaker(const PageSource& source)
      : source_(source),
        page_{.title = source.options.title,
              .summary = fmt::format("{}, {}, {}, {}", counted(source.graph.size(), "node"),
                                     counted(source.graph.inputs().size(), "input"),
                                     counted(source.graph.parameters().size(), "parameter"),
                                     counted(source.graph.outputs().size(), "output")),
              .graph = source.graph,
              .gradient_of = source.gradient_of,
              .views = {}} {
    if (source.values) page_.values = source.graph.tape().values();
    if (source.gradient) page_.adjoints = source.gradient->adjoints;
    if (source.other && source.values) page_.old_values = source.other->values;
    if (source.other && source.gradient) page_.old_adjoints = source.other->adjoints;
  }

  std::optional<std::string> make(const draw::Drawing& first) {
    if (!add_levels(first)) return {};
    // What opens from the first picture is of more use than what opens from others.
    const std::size_t levels = page_.views.size();
    add_insides(page_.start);
    for (std::size_t view = levels; view < page_.views.size(); ++view) add_insides(view);
    const std::size_t insides = page_.views.size();
    for (std::size_t view = 0; view < levels; ++view) add_insides(view);
    for (std::size_t view = insides; view < page_.views.size(); ++view) add_insides(view);
    add_code();
    return render::page(page_);
  }

 private:
  /// What is known of a view, besides what the page shows.
  struct Level {
    draw::Detail detail;
    std::vector<std::string> expand;  ///< what had to be opened to get there
    std::vector<draw::DrawnBox> boxes;
  };

  bool add_levels(const draw::Drawing& first) {
    for (const draw::DetailRow& row : draw::details) {
      draw::Options options = source_.options;
      options.detail = row.detail;
      const bool is_first = row.detail == first.detail;
      const std::optional<draw::Drawing> drawing = is_first ? first : drawn(options, most_boxes_of_a_level);
      // A level that is no other than the one before it would only be in the way.
      if (!drawing || (!levels_.empty() && drawing->dot == last_dot_ && !is_first)) continue;
      const auto svg = source_.svg(*drawing);
      if (!svg && is_first) return false;
      if (!svg) continue;
      if (is_first) page_.start = page_.views.size();
      last_dot_ = drawing->dot;
      add(std::string(row.name), {}, *svg, {row.detail, source_.options.expand, drawing->list});
    }
    return true;
  }

  std::optional<draw::Drawing> drawn(const draw::Options& options, std::size_t most_boxes) const {
    try {
      draw::Drawing drawing = source_.draw(options);
      if (drawing.boxes <= most_boxes) return drawing;
    } catch (const UsageError&) {
      // It is too large for a picture: the page does without.
    }
    return {};
  }

  void add(std::string title, std::optional<std::size_t> opened_from, std::string svg, Level level) {
    bytes_ += svg.size();
    render::PageView view{.title = std::move(title), .opened_from = opened_from, .svg = std::move(svg), .boxes = {}};
    for (const draw::DrawnBox& box : level.boxes) {
      render::PageBox on_page{.id = box.id,
                              .title = box.title,
                              .members = ranges(box.nodes),
                              .node = {},
                              .opens = {},
                              .expand = box.expand};
      if (box.node) on_page.node = box.node->index;
      view.boxes.push_back(std::move(on_page));
    }
    page_.views.push_back(std::move(view));
    levels_.push_back(std::move(level));
  }

  static std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges(const std::vector<NodeId>& nodes) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> result;
    for (const NodeId id : nodes) {
      if (!result.empty() && result.back().second == id.index) {
        ++result.back().second;
      } else {
        result.emplace_back(id.index, id.index + 1);
      }
    }
    return result;
  }

  /// Draws what is inside of the boxes of a view, with what is around it, and so on for the views that this adds.
  void add_insides(std::size_t view) {
    for (std::size_t b = 0; b < levels_[view].boxes.size(); ++b) {
      const draw::DrawnBox box = levels_[view].boxes[b];
      if (box.expand.empty()) continue;
      const auto [inside, is_new] = inside_.try_emplace({levels_[view].detail, box.expand}, 0);
      if (is_new) inside->second = draw_inside(view, box);
      if (inside->second) page_.views[view].boxes[b].opens = inside->second;
    }
  }

  /// The place of the view; 0, which is one of the whole, where there is none.
  std::size_t draw_inside(std::size_t from, const draw::DrawnBox& box) {
    if (page_.views.size() >= most_views || bytes_ >= most_bytes_of_views) return 0;
    draw::Options options = source_.options;
    options.detail = levels_[from].detail;
    options.expand = levels_[from].expand;
    options.expand.push_back(box.expand);
    options.focus = {};
    options.focus_nodes = box.nodes;
    options.radius = 1;
    const auto drawing = drawn(options, most_boxes_inside);
    if (!drawing) return 0;
    const auto svg = source_.svg(*drawing);
    if (!svg) return 0;
    add(box.title, from, *svg, {options.detail, options.expand, drawing->list});
    return page_.views.size() - 1;
  }

  void add_code() {
    if (source_.graph.outputs().empty() || source_.graph.size() > most_nodes_with_code) return;
    // With parameters as arguments nothing that trains is folded away.
    emit::Listing listing = emit::listing(source_.graph, {.parameters = Parameters::Argument});
    page_.code = std::move(listing.lines);
    page_.line_of = std::move(listing.line_of);
  }

  const PageSource& source_;
  render::Page page_;
  std::vector<Level> levels_;  // of each view
  std::map<std::pair<draw::Detail, std::string>, std::size_t> inside_;
  std::string last_dot_;
  std::size_t bytes_ = 0;
};

}  // namespace

std::optional<std::string> page_of(const PageSource& source, const draw::Drawing& first) {
  return PageMaker(source).make(first);
}

}  // namespace mg::tools
