#include "mg/reroll/groups.h"

#include <algorithm>
#include <span>

namespace mg {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// Lists by number, one after the other in one array.
struct Lists {
  std::vector<std::uint32_t> begin{0}, entries;

  std::span<const std::uint32_t> operator[](std::uint32_t list) const {
    return std::span(entries).subspan(begin[list], begin[list + 1] - begin[list]);
  }
};

class Grouper {
 public:
  Grouper(const Cells& cells, const Families& families)
      : cells_(cells), family_(families.of), families_(families.count) {}

  Groups run() {
    list_members();
    list_edges();
    find_components();
    find_levels();
    return grouped();
  }

 private:
  std::uint32_t count() const { return static_cast<std::uint32_t>(cells_.cells.size()); }

  template <class Each> void for_each_cell_read(std::uint32_t cell, Each&& each) const {
    for (const NodeId node : cells_.reads_of(cell)) {
      if (cells_.cell_of[node.index] != no_cell) each(cells_.cell_of[node.index]);
    }
  }

  void list_members() {
    members_.begin.assign(families_ + 1, 0);
    for (const std::uint32_t family : family_) ++members_.begin[family + 1];
    for (std::uint32_t f = 0; f < families_; ++f) members_.begin[f + 1] += members_.begin[f];
    members_.entries.resize(count());
    std::vector<std::uint32_t> end(members_.begin.begin(), members_.begin.end() - 1);
    for (std::uint32_t i = 0; i < count(); ++i) members_.entries[end[family_[i]]++] = i;
  }

  /// From each family to those that it reads, each once.
  void list_edges() {
    std::vector<std::uint32_t> listed_for(families_, none);
    for (std::uint32_t f = 0; f < families_; ++f) {
      for (const std::uint32_t cell : members_[f]) {
        for_each_cell_read(cell, [&](std::uint32_t read) {
          const std::uint32_t to = family_[read];
          if (listed_for[to] == f) return;
          listed_for[to] = f;
          edges_.entries.push_back(to);
        });
      }
      edges_.begin.push_back(static_cast<std::uint32_t>(edges_.entries.size()));
    }
  }

  /// Tarjan's strongly connected components (Depth-first search and linear graph algorithms, SIAM J. Comput. 1972),
  /// with a stack of its own; numbered so that each comes after those that it reads.
  void find_components() {
    component_.assign(families_, none);
    std::vector<std::uint32_t> found(families_, none), low(families_), open, next(families_, 0), path;
    std::uint32_t finds = 0;
    for (std::uint32_t root = 0; root < families_; ++root) {
      if (found[root] != none) continue;
      path.push_back(root);
      while (!path.empty()) {
        const std::uint32_t f = path.back();
        if (found[f] == none) {
          found[f] = low[f] = finds++;
          open.push_back(f);
        }
        const auto edges = edges_[f];
        while (next[f] < edges.size() && found[edges[next[f]]] != none) {
          const std::uint32_t to = edges[next[f]++];
          if (component_[to] == none) low[f] = std::min(low[f], low[to]);
        }
        if (next[f] < edges.size()) {
          path.push_back(edges[next[f]]);
          continue;
        }
        path.pop_back();
        if (low[f] != found[f]) continue;
        for (std::uint32_t member = none; member != f;) {
          member = open.back();
          open.pop_back();
          component_[member] = components_;
        }
        ++components_;
      }
    }
  }

  /// Within a component, a cell is one level above the highest that it reads.
  void find_levels() {
    level_.assign(count(), 0);
    for (std::uint32_t i = 0; i < count(); ++i) {
      for_each_cell_read(i, [&](std::uint32_t read) {
        if (component_[family_[read]] == component_[family_[i]]) level_[i] = std::max(level_[i], level_[read] + 1);
      });
    }
  }

  Groups grouped() const {
    Groups result;
    result.members = members_.entries;
    const auto key = [&](std::uint32_t cell) { return std::uint64_t{component_[family_[cell]]} << 32 | level_[cell]; };
    std::ranges::stable_sort(result.members, {}, key);
    for (std::uint32_t i = 0; i < count(); ++i) {
      const std::uint32_t cell = result.members[i];
      const bool same = i > 0 && key(result.members[i - 1]) == key(cell) &&
                        family_[result.members[i - 1]] == family_[cell] &&
                        cells_.cells[result.members[i - 1]].shape == cells_.cells[cell].shape;
      if (!same) result.groups.push_back({i, 0});
      ++result.groups.back().count;
    }
    return result;
  }

  const Cells& cells_;
  const std::vector<std::uint32_t>& family_;  // of each cell
  const std::uint32_t families_;
  std::vector<std::uint32_t> level_;      // of each cell
  Lists members_, edges_;                 // of each family
  std::vector<std::uint32_t> component_;  // of each family
  std::uint32_t components_ = 0;
};

}  // namespace

Groups group_cells(const Cells& cells, const Families& families) { return Grouper(cells, families).run(); }

}  // namespace mg
