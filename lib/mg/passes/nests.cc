#include "mg/passes/nests.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "mg/passes/grid.h"

namespace mg {
namespace {

constexpr std::size_t most_axes = 4;
constexpr std::size_t least_mean_line = 4;  // of the pieces of a group that is no grid
constexpr std::size_t most_stretches = 4;

class Finder {
 public:
  Finder(const Graph& graph, const Cells& cells, const Groups& groups, const Layout& layout)
      : graph_(graph), cells_(cells), groups_(groups), layout_(layout) {
    result_.members = groups.members;
    result_.address.assign(graph.size(), 0);
    const auto place = [&](std::span<const NodeId> leaves, const std::vector<Operand>& places) {
      for (std::size_t i = 0; i < places.size(); ++i) result_.address[leaves[i].index] = places[i].index;
    };
    place(graph.inputs(), layout.inputs);
    place(graph.parameters(), layout.parameters);
    give_shapes_memory();
  }

  Nests run() {
    for (const Group& group : groups_.groups) add(group);
    return std::move(result_);
  }

 private:
  const Cell& cell(std::uint32_t member) const { return cells_.cells[result_.members[member]]; }

  /// Cells of a shape lie beside each other, so that one loop may walk several groups.
  void give_shapes_memory() {
    next_address_.assign(cells_.shapes.size(), 0);
    std::vector<std::uint32_t> count(cells_.shapes.size(), 0);
    for (const Cell& cell : cells_.cells) count[cell.shape] += cell.result == no_result;
    for (std::size_t s = 0; s < count.size(); ++s) {
      next_address_[s] = result_.memory;
      result_.memory += count[s];
    }
  }

  const Cells::Form& form(ShapeId shape) {
    const auto [entry, is_new] = forms_.try_emplace(shape);
    if (is_new) entry->second = cells_.form(shape);
    return entry->second;
  }

  std::uint32_t read(std::uint32_t member, std::uint32_t offset) const {
    return result_.address[cells_.reads[cell(member).first_read + offset].index];
  }

  void add(const Group& group) {
    const Cell& first = cell(group.first);
    const Cells::Form& form = this->form(first.shape);
    // A column for each hole that is not a constant, at the first term of its run; then the target.
    columns_.clear();
    for (std::uint32_t h = 0; h < form.holes.size(); ++h) {
      if (form.holes[h].space != Space::Constant) columns_.push_back(h);
    }
    if (group.count > 1) sort(group, form);
    if (first.result == no_result) {
      for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
        result_.address[cell(m).node.index] = next_address_[first.shape]++;
      }
    }
    const Rows rows = rows_of(group, form);
    if (auto grid = fit_grid(rows, most_axes)) return add(group.first, group.count, *grid, rows, form);
    const auto lines = cut_into_lines(rows);
    if (group.count / (lines.size() - 1) >= least_mean_line) {
      for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        const std::uint32_t count = lines[i + 1] - lines[i];
        Grid line;
        if (count > 1) {
          line.counts = {count};
          line.steps.emplace_back();
          for (std::size_t c = 0; c < rows.columns; ++c) {
            line.steps[0].push_back(static_cast<std::int32_t>(rows[lines[i] + 1][c] - rows[lines[i]][c]));
          }
        }
        add(group.first + lines[i], count, line, rows, form);
      }
      return;
    }
    // No order in it: one loop, with tables.
    add(group.first, group.count, {{group.count}, {}}, rows, form);
  }

  std::uint32_t target(std::uint32_t member) const {
    const Cell& it = cell(member);
    return it.result == no_result ? result_.address[it.node.index] : layout_.outputs[it.result].index;
  }

  Rows rows_of(const Group& group, const Cells::Form& form) const {
    Rows rows{.numbers = {}, .columns = columns_.size() + 1, .count = group.count};
    rows.numbers.reserve(rows.columns * group.count);
    for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
      for (const std::uint32_t h : columns_) rows.numbers.push_back(read(m, form.holes[h].offset));
      rows.numbers.push_back(target(m));
    }
    return rows;
  }

  /// By what they read, then by where they write. A cell without a result has no place yet: it is as canonical() left
  /// it.
  void sort(const Group& group, const Cells::Form& form) {
    const std::size_t width = columns_.size() + 1;
    keys_.clear();
    for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
      for (const std::uint32_t h : columns_) keys_.push_back(read(m, form.holes[h].offset));
      keys_.push_back(cell(m).result == no_result ? result_.members[m] : target(m));
    }
    order_.resize(group.count);
    std::iota(order_.begin(), order_.end(), 0u);
    std::ranges::sort(order_, [&](std::uint32_t a, std::uint32_t b) {
      const std::uint32_t *x = &keys_[a * width], *y = &keys_[b * width];
      return std::lexicographical_compare(x, x + width, y, y + width);
    });
    const auto members = result_.members.begin() + group.first;
    sorted_.clear();
    for (const std::uint32_t i : order_) sorted_.push_back(members[i]);
    std::ranges::copy(sorted_, members);
  }

  /// A nest; without steps in `grid`, a loop whose holes may be irregular.
  void add(std::uint32_t first, std::uint32_t count, const Grid& grid, const Rows& rows, const Cells::Form& form) {
    Pattern pattern{.shape = cell(first).shape, .holes = form.holes, .runs = form.runs, .target = Space::Work, .counts = grid.counts, .stretches = {},
                    .irregular = std::vector<bool>(form.holes.size()), .steps = {}};
    if (cell(first).result != no_result) pattern.target = layout_.outputs[cell(first).result].space;
    const std::size_t axes = grid.counts.size();
    pattern.steps.assign((form.holes.size() + 1) * axes, 0);
    for (std::size_t c = 0; c < rows.columns; ++c) {
      const std::size_t hole = c < columns_.size() ? columns_[c] : form.holes.size();
      if (!grid.steps.empty() || axes == 0) {
        for (std::size_t a = 0; a < axes; ++a) pattern.steps[hole * axes + a] = grid.steps[a][c];
      } else if (const auto step = common_step(rows, c)) {
        pattern.steps[hole * axes] = *step;
      } else if (hole < form.holes.size()) {
        pattern.irregular[hole] = true;
      } else {
        return add_one_by_one(first, count, rows, form);  // writes here and there
      }
    }
    for (std::uint32_t r = 0; r < form.runs.size(); ++r) add_run(pattern, r, first, count, form);
    result_.nests.push_back({intern(std::move(pattern)), first, count});
  }

  void add_one_by_one(std::uint32_t first, std::uint32_t count, const Rows& rows, const Cells::Form& form) {
    for (std::uint32_t i = 0; i < count; ++i) add(first + i, 1, {}, rows, form);
  }

  static std::optional<std::int32_t> common_step(const Rows& rows, std::size_t column) {
    const auto at = [&](std::size_t row) { return rows[row][column]; };
    const std::uint32_t step = at(1) - at(0);
    for (std::size_t i = 2; i < rows.count; ++i) {
      if (at(i) - at(i - 1) != step) return std::nullopt;
    }
    return static_cast<std::int32_t>(step);
  }

  /// Cuts run `r` into stretches as its first cell goes; what the others do not go along with is irregular.
  void add_run(Pattern& pattern, std::uint32_t r, std::uint32_t first, std::uint32_t count, const Cells::Form& form) {
    const Run& run = form.runs[r];
    holes_.clear();
    for (std::uint32_t h = 0; h < form.holes.size(); ++h) {
      if (form.holes[h].run == r) holes_.push_back(h);
    }
    Rows rows{.numbers = {}, .columns = 0, .count = run.count};
    for (const std::uint32_t h : holes_) rows.columns += form.holes[h].space != Space::Constant;
    for (std::uint32_t k = 0; k < run.count; ++k) {
      for (const std::uint32_t h : holes_) {
        if (form.holes[h].space != Space::Constant)
          rows.numbers.push_back(read(first, form.holes[h].offset + k * run.width));
      }
    }
    const std::size_t first_stretch = pattern.stretches.size();
    if (const auto grid = fit_grid(rows, 2)) {
      const bool nested = grid->counts.size() == 2;
      pattern.stretches.push_back({r, 0, {nested ? grid->counts[0] : 1, grid->counts.back()}});
    } else {
      auto lines = cut_into_lines(rows);
      if (lines.size() - 1 > most_stretches) lines = {0, run.count};
      for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        pattern.stretches.push_back({r, lines[i], {1, lines[i + 1] - lines[i]}});
      }
    }
    for (std::size_t s = first_stretch; s < pattern.stretches.size(); ++s) {
      const Stretch& stretch = pattern.stretches[s];
      for (const std::uint32_t h : holes_) {
        std::array<std::int32_t, 3> steps{};
        if (form.holes[h].space != Space::Constant) {
          const auto at = [&](std::uint32_t member, std::uint32_t k) {
            return read(member, form.holes[h].offset + (stretch.begin + k) * run.width);
          };
          const auto [outer, inner] = stretch.counts;
          const auto distance = [&](std::uint32_t member) { return at(member, 0) - read(member, form.holes[h].offset); };
          steps[0] = static_cast<std::int32_t>(distance(first));
          if (outer > 1) steps[1] = static_cast<std::int32_t>(at(first, inner) - at(first, 0));
          if (inner > 1) steps[2] = static_cast<std::int32_t>(at(first, 1) - at(first, 0));
          for (std::uint32_t m = first; m < first + count && !pattern.irregular[h]; ++m) {
            if (distance(m) != distance(first)) pattern.irregular[h] = true;
            for (std::uint32_t o = 0, k = 0; o < outer; ++o) {
              std::uint32_t expected = at(m, 0) + o * static_cast<std::uint32_t>(steps[1]);
              for (std::uint32_t i = 0; i < inner; ++i, ++k, expected += static_cast<std::uint32_t>(steps[2])) {
                if (at(m, k) != expected) pattern.irregular[h] = true;
              }
            }
          }
        }
        pattern.steps.insert(pattern.steps.end(), steps.begin(), steps.end());
      }
    }
  }

  std::uint32_t intern(Pattern pattern) {
    std::vector<std::int32_t> key{static_cast<std::int32_t>(pattern.shape), static_cast<std::int32_t>(pattern.target),
                                  static_cast<std::int32_t>(pattern.counts.size()),
                                  static_cast<std::int32_t>(pattern.stretches.size())};
    for (const std::uint32_t count : pattern.counts) key.push_back(static_cast<std::int32_t>(count));
    for (const Stretch& s : pattern.stretches) {
      for (const std::uint32_t n : {s.begin, s.counts[0], s.counts[1]}) key.push_back(static_cast<std::int32_t>(n));
    }
    for (const bool irregular : pattern.irregular) key.push_back(irregular);
    key.insert(key.end(), pattern.steps.begin(), pattern.steps.end());
    const auto [entry, is_new] = patterns_.try_emplace(std::move(key), result_.patterns.size());
    if (is_new) result_.patterns.push_back(std::move(pattern));
    return entry->second;
  }

  const Graph& graph_;
  const Cells& cells_;
  const Groups& groups_;
  const Layout& layout_;
  Nests result_;
  std::vector<std::uint32_t> next_address_;  // of each shape
  std::unordered_map<ShapeId, Cells::Form> forms_;
  std::map<std::vector<std::int32_t>, std::uint32_t> patterns_;
  // Kept for their memory:
  std::vector<std::uint32_t> columns_, holes_, keys_, order_, sorted_;
};

}  // namespace

Nests find_nests(const Graph& graph, const Cells& cells, const Groups& groups, const Layout& layout) {
  return Finder(graph, cells, groups, layout).run();
}

}  // namespace mg
