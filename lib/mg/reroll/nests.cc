#include "mg/reroll/nests.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "mg/reroll/grid.h"

namespace mg {
namespace {

using program::Role;

constexpr std::size_t most_axes = 4;
constexpr std::size_t least_mean_line = 4;  // of the pieces of a group that is no grid
constexpr std::size_t most_stretches = 4;
constexpr std::size_t few_lanes = 8;
constexpr std::size_t most_nodes = Tape::most_nodes;
constexpr std::uint32_t least_nested_run = 16;  // terms
constexpr std::uint32_t most_unrolled = 16;     // terms of a run that goes in no order

class Finder {
 public:
  Finder(const Graph& graph, const Cells& cells, const Groups& groups, const program::Layout& layout)
      : cells_(cells), groups_(groups), layout_(layout) {
    result_.members = groups.members;
    result_.address.assign(graph.size(), 0);
    const auto place = [&](std::span<const NodeId> leaves, const std::vector<program::Place>& places) {
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
    return result_.place(cells_, result_.members[member], offset);
  }

  std::uint32_t target(std::uint32_t member) const {
    const Cell& it = cell(member);
    return it.result == no_result ? result_.address[it.node.index] : layout_.outputs[it.result].index;
  }

  void add(const Group& group) {
    const Cell& first = cell(group.first);
    const Cells::Form& form = this->form(first.shape);
    if (group.count > 1) sort(group, form);
    if (first.result == no_result) {
      for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
        result_.address[cell(m).node.index] = next_address_[first.shape]++;
      }
    }
    Pattern pattern{
        .shape = first.shape, .target = Role::Work, .counts = {}, .stretches = {}, .accesses = {}, .steps = {}};
    if (first.result != no_result) pattern.target = layout_.outputs[first.result].role;
    list_accesses(pattern, group.first, form);
    const IndexRows rows = rows_of(pattern, group);
    if (auto grid = fit_grid(rows, most_axes)) return add(pattern, group.first, group.count, *grid);
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
        add(pattern, group.first + lines[i], count, line);
      }
      return;
    }
    add_irregular(pattern, group, rows);
  }

  /// By what they read, then by where they write. What tells all of them apart comes first: those that each go on with
  /// what one other has made come in the order of those. Then what would make the innermost loop too short for lanes,
  /// then what tells the most apart. A cell without a result has no place yet: it is as canonical() left it.
  void sort(const Group& group, const Cells::Form& form) {
    offsets_.clear();
    for (const Hole& hole : form.holes) {
      if (hole.role != Role::Data) offsets_.push_back(hole.offset);
    }
    const std::size_t columns = offsets_.size();
    std::vector<std::size_t> distinct;
    for (const std::uint32_t offset : offsets_) distinct.push_back(count_distinct(group, offset));
    columns_.resize(columns);
    std::iota(columns_.begin(), columns_.end(), 0u);
    const auto rank = [&](std::uint32_t column) {
      if (distinct[column] == group.count) return most_nodes + 1;
      return distinct[column] < few_lanes ? most_nodes : distinct[column];
    };
    std::ranges::stable_sort(columns_, std::greater{}, rank);
    keys_.clear();
    for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
      for (const std::uint32_t c : columns_) keys_.push_back(read(m, offsets_[c]));
      keys_.push_back(cell(m).result == no_result ? result_.members[m] : target(m));
    }
    const std::size_t width = columns + 1;
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

  std::size_t count_distinct(const Group& group, std::uint32_t offset) {
    keys_.clear();
    for (std::uint32_t m = group.first; m < group.first + group.count; ++m) keys_.push_back(read(m, offset));
    std::ranges::sort(keys_);
    return static_cast<std::size_t>(std::unique(keys_.begin(), keys_.end()) - keys_.begin());
  }

  /// The accesses of the expression; its runs are cut into stretches as the first cell goes.
  void list_accesses(Pattern& pattern, std::uint32_t first, const Cells::Form& form) const {
    for (std::size_t h = 0; h < form.holes.size();) {
      const std::uint32_t r = form.holes[h].run;
      if (r == no_run) {
        pattern.accesses.push_back({form.holes[h].role, form.holes[h].offset, 0, no_run});
        ++h;
        continue;
      }
      std::size_t end = h;
      while (end < form.holes.size() && form.holes[end].run == r) ++end;
      const Run& run = form.runs[r];
      const std::size_t first_stretch = pattern.stretches.size();
      cut_run(pattern, r, first, form);
      for (std::size_t s = first_stretch; s < pattern.stretches.size(); ++s) {
        for (std::size_t k = h; k < end; ++k) {
          const std::uint32_t offset = form.holes[k].offset + pattern.stretches[s].begin * run.width;
          pattern.accesses.push_back({form.holes[k].role, offset, run.width, static_cast<std::uint32_t>(s)});
        }
      }
      h = end;
    }
  }

  void cut_run(Pattern& pattern, std::uint32_t r, std::uint32_t first, const Cells::Form& form) const {
    const Run& run = form.runs[r];
    IndexRows rows{.numbers = {}, .columns = 0, .count = run.count};
    for (const Hole& hole : form.holes) rows.columns += hole.run == r && hole.role != Role::Data;
    for (std::uint32_t k = 0; k < run.count; ++k) {
      for (const Hole& hole : form.holes) {
        if (hole.run == r && hole.role != Role::Data) rows.numbers.push_back(read(first, hole.offset + k * run.width));
      }
    }
    if (const auto grid = fit_grid(rows, run.count < least_nested_run ? 1 : 2)) {
      const bool nested = grid->counts.size() == 2;
      pattern.stretches.push_back({r, 0, {nested ? grid->counts[0] : 1, grid->counts.back()}});
      return;
    }
    auto lines = cut_into_lines(rows);
    const std::size_t count = lines.size() - 1;
    if (count > most_stretches || run.count / count < Cells::shortest_run) {
      lines = {0, run.count};
      if (run.count <= most_unrolled) {
        lines.resize(run.count + 1);
        std::iota(lines.begin(), lines.end(), 0u);
      }
    }
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      pattern.stretches.push_back({r, lines[i], {1, lines[i + 1] - lines[i]}});
    }
  }

  /// A row for each member: where its accesses begin (0 for constants), and the target.
  IndexRows rows_of(const Pattern& pattern, const Group& group) const {
    IndexRows rows{.numbers = {}, .columns = pattern.accesses.size() + 1, .count = group.count};
    rows.numbers.reserve(rows.columns * group.count);
    for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
      for (const Access& access : pattern.accesses) {
        rows.numbers.push_back(access.role == Role::Data ? 0 : read(m, access.offset));
      }
      rows.numbers.push_back(target(m));
    }
    return rows;
  }

  /// Adds the nest that walks a grid.
  void add(Pattern pattern, std::uint32_t first, std::uint32_t count, const Grid& grid) {
    pattern.counts = grid.counts;
    for (std::size_t c = 0; c <= pattern.accesses.size(); ++c) {
      for (const auto& steps : grid.steps) pattern.steps.push_back(steps[c]);
      if (c < pattern.accesses.size()) add_stretch_steps(pattern, pattern.accesses[c], first, count);
    }
    result_.nests.push_back({intern(std::move(pattern)), first, count});
  }

  /// One loop, in which what follows no step is looked up in tables; if the target is such, no loop.
  void add_irregular(const Pattern& pattern, const Group& group, const IndexRows& rows) {
    Pattern line = pattern;
    line.counts = {group.count};
    for (std::size_t c = 0; c <= line.accesses.size(); ++c) {
      const auto step = common_step(rows, c);
      if (!step && c == line.accesses.size()) {
        for (std::uint32_t i = 0; i < group.count; ++i) add(pattern, group.first + i, 1, {});
        return;
      }
      line.steps.push_back(step.value_or(0));
      if (c == line.accesses.size()) break;
      line.accesses[c].irregular = !step;
      add_stretch_steps(line, line.accesses[c], group.first, group.count);
    }
    result_.nests.push_back({intern(std::move(line)), group.first, group.count});
  }

  static std::optional<std::int32_t> common_step(const IndexRows& rows, std::size_t column) {
    const auto at = [&](std::size_t row) { return rows[row][column]; };
    const std::uint32_t step = at(1) - at(0);
    for (std::size_t i = 2; i < rows.count; ++i) {
      if (at(i) - at(i - 1) != step) return std::nullopt;
    }
    return static_cast<std::int32_t>(step);
  }

  /// How an access moves in the loops of its stretch, as the first cell has it; if others have it otherwise, it is
  /// irregular.
  void add_stretch_steps(Pattern& pattern, Access& access, std::uint32_t first, std::uint32_t count) const {
    std::array<std::int32_t, 2> steps{};
    if (access.stretch != no_run && access.role != Role::Data) {
      const auto [outer, inner] = pattern.stretches[access.stretch].counts;
      const auto at = [&](std::uint32_t m, std::uint32_t k) { return read(m, access.offset + k * access.width); };
      if (outer > 1) steps[0] = static_cast<std::int32_t>(at(first, inner) - at(first, 0));
      if (inner > 1) steps[1] = static_cast<std::int32_t>(at(first, 1) - at(first, 0));
      for (std::uint32_t m = first; m < first + count && !access.irregular; ++m) {
        for (std::uint32_t o = 0, k = 0; o < outer; ++o) {
          std::uint32_t expected = at(m, 0) + o * static_cast<std::uint32_t>(steps[0]);
          for (std::uint32_t i = 0; i < inner; ++i, ++k, expected += static_cast<std::uint32_t>(steps[1])) {
            if (at(m, k) != expected) access.irregular = true;
          }
        }
      }
    }
    pattern.steps.insert(pattern.steps.end(), steps.begin(), steps.end());
  }

  std::uint32_t intern(Pattern pattern) {
    std::vector<std::int32_t> key{static_cast<std::int32_t>(pattern.shape), static_cast<std::int32_t>(pattern.target),
                                  static_cast<std::int32_t>(pattern.counts.size()),
                                  static_cast<std::int32_t>(pattern.stretches.size())};
    for (const std::uint32_t count : pattern.counts) key.push_back(static_cast<std::int32_t>(count));
    for (const Stretch& s : pattern.stretches) {
      for (const std::uint32_t n : {s.begin, s.counts[0], s.counts[1]}) key.push_back(static_cast<std::int32_t>(n));
    }
    for (const Access& access : pattern.accesses) key.push_back(access.irregular);
    key.insert(key.end(), pattern.steps.begin(), pattern.steps.end());
    const auto [entry, is_new] = patterns_.try_emplace(std::move(key), result_.patterns.size());
    if (is_new) result_.patterns.push_back(std::move(pattern));
    return entry->second;
  }

  const Cells& cells_;
  const Groups& groups_;
  const program::Layout& layout_;
  Nests result_;
  std::vector<std::uint32_t> next_address_;  // of each shape
  std::unordered_map<ShapeId, Cells::Form> forms_;
  std::map<std::vector<std::int32_t>, std::uint32_t> patterns_;
  // Kept for their memory:
  std::vector<std::uint32_t> offsets_, columns_, keys_, order_, sorted_;
};

}  // namespace

Nests find_nests(const Graph& graph, const Cells& cells, const Groups& groups, const program::Layout& layout) {
  return Finder(graph, cells, groups, layout).run();
}

}  // namespace mg
