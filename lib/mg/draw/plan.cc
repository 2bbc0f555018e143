#include "mg/draw/plan.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "mg/core/ops.h"

namespace mg::draw {
namespace {

/// How what is directly inside of a scope is drawn.
enum class Show : std::uint8_t {
  Nodes,   ///< each a box
  Folded,  ///< leaves in the boxes that use them
  Units,   ///< a box for each
  Alike,   ///< a box for units of the same shape
  Closed,  ///< all of the scope one box
};

/// A scope of so few units without a neuron is easier to read open.
constexpr std::uint32_t smallest_closed_scope = 5;

constexpr std::uint32_t none = 0xffffffff;
constexpr std::uint32_t many = 0xfffffffe;

/// What is known of a cluster at the level of units.
struct Contents {
  std::uint32_t units = 0;         ///< of operations, directly inside
  std::uint32_t only_unit = none;  ///< of operations, or `many`; directly inside
  std::uint32_t height = 0;        ///< 0: stays open, a neuron or little; else one more than the highest inside
  bool has_operations = false;     ///< at any depth
  bool has_neurons = false;        ///< directly inside
};

Show show_of(Detail detail) {
  switch (detail) {
    case Detail::Full:
      return Show::Nodes;
    case Detail::Fold:
      return Show::Folded;
    case Detail::Neuron:
      return Show::Units;
    case Detail::Auto:
    case Detail::Layer:
      break;
  }
  return Show::Alike;
}

Detail next_finer(Show show) { return show == Show::Alike || show == Show::Units ? Detail::Fold : Detail::Full; }

}  // namespace

struct Planner::State {
  const Graph& graph;
  const Clusters& clusters;
  const Outline& full;
  const ByHand by_hand;
  std::unique_ptr<Units> units = {};
  std::vector<Contents> contents = {};
};

Planner::Planner(const Graph& graph, const Clusters& clusters, const Outline& full, ByHand by_hand)
    : state_(new State{graph, clusters, full, std::move(by_hand)}) {}
Planner::~Planner() = default;

const Units& Planner::units() {
  if (!state_->units) state_->units = std::make_unique<Units>(state_->graph, state_->full.roles, state_->clusters);
  return *state_->units;
}

namespace {

/// Of a scope without scopes inside.
bool is_more_than_a_neuron(const Contents& contents, const Units& units) {
  const bool is_unit = contents.only_unit != many && units.operations(contents.only_unit) > 1;
  return !is_unit && (contents.has_neurons || contents.units >= smallest_closed_scope);
}

std::vector<Contents> contents_of(const Graph& graph, const Outline& full, const Clusters& clusters,
                                  const Units& units) {
  const auto all = clusters.all();
  std::vector<Contents> contents(all.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (full.roles[i] == Role::Absent || is_leaf(graph.op({i})) || clusters.of({i}) == no_cluster) continue;
    Contents& here = contents[clusters.of({i})];
    const std::uint32_t unit = units.of({i});
    here.has_operations = true;
    if (units.is_neuron(unit)) here.has_neurons = true;
    if (here.only_unit == none) here.only_unit = unit;
    if (here.only_unit != unit) here.only_unit = many;
    if (units.roots(unit).front() == NodeId{i}) ++here.units;
  }
  for (std::size_t c = all.size(); c-- > 0;) {  // what is inside comes first
    if (!contents[c].has_operations) continue;
    if (contents[c].height == 0 && is_more_than_a_neuron(contents[c], units)) contents[c].height = 1;
    if (all[c].parent == no_cluster) continue;
    Contents& parent = contents[all[c].parent];
    parent.has_operations = true;
    parent.height = std::max(parent.height, contents[c].height + 1);
    parent.only_unit = many;
  }
  return contents;
}

}  // namespace

std::uint32_t Planner::outermost() {
  if (state_->contents.empty()) {
    state_->contents = contents_of(state_->graph, state_->full, state_->clusters, units());
  }
  std::uint32_t height = 1;
  for (const Contents& contents : state_->contents) height = std::max(height, contents.height);
  return height;
}

namespace {

class PlanMaker {
 public:
  PlanMaker(const Graph& graph, const Clusters& clusters, const Outline& full, const ByHand& by_hand, Detail detail,
            const Units* units, const std::vector<Contents>& contents, std::uint32_t outer)
      : graph_(graph), clusters_(clusters), full_(full), units_(units), contents_(contents) {
    plan_.detail = detail;
    plan_.roles = full.roles;
    plan_.part_of.assign(graph.size(), no_part);
    top_ = show_of(detail);
    choose(by_hand, outer);
  }

  Plan make() && {
    if (std::ranges::find(shows_, Show::Closed) != shows_.end()) find_siblings();
    if (units_) count_alike();
    folded_ = fold_outline(graph_, full_).roles;
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (full_.roles[i] != Role::Absent) place({i});
    }
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (plan_.part_of[i] != no_part) plan_.parts[plan_.part_of[i]].id = {i};
    }
    return std::move(plan_);
  }

 private:
  // --- which scopes are closed ---

  void choose(const ByHand& by_hand, std::uint32_t outer) {
    const auto all = clusters_.all();
    shows_.assign(all.size(), top_);
    if (plan_.detail == Detail::Layer) {
      for (std::size_t c = 0; c < all.size(); ++c) {
        if (contents_[c].height > 0 && contents_[c].height <= outer) shows_[c] = Show::Closed;
      }
    }
    for (const std::uint32_t c : by_hand.collapse) shows_[c] = Show::Closed;
    for (const std::uint32_t c : by_hand.expand) expand(c);
    closed_.assign(all.size(), no_cluster);
    for (std::uint32_t c = 0; c < all.size(); ++c) {
      if (all[c].parent != no_cluster) closed_[c] = closed_[all[c].parent];
      if (closed_[c] == no_cluster && shows_[c] == Show::Closed) closed_[c] = c;
    }
  }

  void expand(std::uint32_t cluster) {
    const auto all = clusters_.all();
    const bool was_closed = shows_[cluster] == Show::Closed;
    for (std::uint32_t c = all[cluster].parent; c != no_cluster; c = all[c].parent) {
      if (shows_[c] == Show::Closed) shows_[c] = Show::Units;
    }
    const Show finer = was_closed ? Show::Units : show_of(next_finer(shows_[cluster]));
    std::vector<bool> inside(all.size());
    for (std::uint32_t c = cluster; c < all.size(); ++c) {
      inside[c] = c == cluster || (all[c].parent != no_cluster && inside[all[c].parent]);
      // What is closed inside of what was closed is the next thing to be opened.
      const bool stays = c != cluster && was_closed && shows_[c] == Show::Closed;
      if (inside[c] && !stays) shows_[c] = finer;
    }
  }

  // --- siblings of the same structure ---

  void find_siblings() {
    const auto all = clusters_.all();
    std::vector<std::uint64_t> structure(all.size());
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (full_.roles[i] == Role::Absent || is_leaf(graph_.op({i}))) continue;
      const std::uint32_t scope = closed_scope({i});
      if (scope != no_cluster) structure[scope] += units_->shapes().any_parameters[i];
    }
    for (const Output& output : graph_.outputs()) {
      // An output has a name of its own.
      const std::uint32_t scope = closed_scope(output.node);
      if (scope != no_cluster) structure[scope] += scope + 1;
    }
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> first;
    sibling_.resize(all.size());
    for (std::uint32_t c = 0; c < all.size(); ++c) {
      if (closed_[c] == c) sibling_[c] = first.try_emplace({all[c].parent, structure[c]}, c).first->second;
    }
  }

  std::uint32_t closed_scope(NodeId id) const {
    const std::uint32_t cluster = clusters_.of(id);
    return cluster == no_cluster ? no_cluster : closed_[cluster];
  }

  // --- units of the same shape ---

  std::uint32_t cluster_of_unit(std::uint32_t unit) const {
    const std::uint32_t cluster = clusters_.of(units_->roots(unit).front());
    return fills_scope(unit) ? clusters_.all()[cluster].parent : cluster;
  }
  bool fills_scope(std::uint32_t unit) const {
    const std::uint32_t cluster = clusters_.of(units_->roots(unit).front());
    return cluster != no_cluster && contents_[cluster].only_unit == unit && units_->operations(unit) > 1;
  }
  std::uint64_t shape_of_unit(std::uint32_t unit) const {
    return units_->shapes().any_parameters[units_->roots(unit).front().index] +
           0x9e37'79b9'7f4a'7c15 * cluster_of_unit(unit);
  }
  void count_alike() {
    for (std::uint32_t unit = 0; unit < units_->size(); ++unit) ++alike_[shape_of_unit(unit)];
  }

  // --- nodes into boxes ---

  void place(NodeId id) {
    const std::uint32_t cluster = clusters_.of(id);
    const std::uint32_t scope = closed_scope(id);
    if (scope != no_cluster) {
      place_in_scope(id, scope);
      return;
    }
    const Show show = cluster == no_cluster ? top_ : shows_[cluster];
    if (show == Show::Nodes || show == Show::Folded) {
      plan_.roles[id.index] = show == Show::Nodes ? full_.roles[id.index] : folded_[id.index];
      if (plan_.roles[id.index] == Role::Box) add(id, {.look = Look::Node, .id = id, .cluster = cluster});
      return;
    }
    const std::uint32_t unit = units_->of(id);
    if (unit == no_unit) {
      plan_.roles[id.index] = Role::Chip;
    } else if (show == Show::Alike && alike_.at(shape_of_unit(unit)) > 1) {
      place_alike(id, unit);
    } else {
      place_in_unit(id, unit);
    }
  }

  void place_in_scope(NodeId id, std::uint32_t scope) {
    const std::uint32_t unit = units_->of(id);
    if (unit == no_unit) {
      plan_.roles[id.index] = Role::Chip;
      return;
    }
    const std::uint32_t first = sibling_[scope];
    Part& part = part_for(id, parts_of_scopes_, first, [&] {
      return Part{.look = Look::Group, .id = id, .cluster = clusters_.all()[first].parent, .scope = first};
    });
    if (part.last_scope != scope) {
      // Siblings follow each other, as a scope's nodes do, or else are counted as they come back.
      if (counted_.insert(scope).second) ++part.scopes;
      part.last_scope = scope;
    }
    add_unit(part, id, unit);
  }

  void place_in_unit(NodeId id, std::uint32_t unit) {
    Part& part = part_for(id, parts_of_units_, unit, [&] {
      const bool is_node = units_->roots(unit).size() == 1 && units_->operations(unit) <= 1;
      return Part{.look = is_node ? Look::Node : Look::Unit,
                  .id = id,
                  .cluster = cluster_of_unit(unit),
                  .scope = fills_scope(unit) ? clusters_.of(id) : no_cluster};
    });
    add_unit(part, id, unit);
  }

  void place_alike(NodeId id, std::uint32_t unit) {
    Part& part = part_for(id, parts_of_shapes_, shape_of_unit(unit), [&] {
      return Part{.look = units_->operations(unit) == 0 ? Look::Leaves : Look::Group,
                  .id = id,
                  .cluster = cluster_of_unit(unit)};
    });
    add_unit(part, id, unit);
  }

  void add(NodeId id, Part part) {
    plan_.part_of[id.index] = static_cast<std::uint32_t>(plan_.parts.size());
    plan_.parts.push_back(std::move(part));
  }

  Part& part_for(NodeId id, auto& parts, auto key, auto&& make) {
    const auto [entry, is_new] = parts.try_emplace(key, static_cast<std::uint32_t>(plan_.parts.size()));
    if (is_new) plan_.parts.push_back(make());
    plan_.part_of[id.index] = entry->second;
    return plan_.parts[entry->second];
  }

  /// Enters a unit when its first node comes.
  void add_unit(Part& part, NodeId id, std::uint32_t unit) {
    if (entered_.empty()) entered_.resize(units_->size());
    if (!entered_[unit]) part.units.push_back(unit);
    entered_[unit] = true;
    plan_.roles[id.index] = Role::Box;
  }

  const Graph& graph_;
  const Clusters& clusters_;
  const Outline& full_;
  const Units* const units_;
  const std::vector<Contents>& contents_;
  Show top_;
  std::vector<Show> shows_;             // by cluster
  std::vector<std::uint32_t> closed_;   // by cluster: the outermost closed one that it is in
  std::vector<std::uint32_t> sibling_;  // by closed cluster: the first of the same structure
  std::set<std::uint32_t> counted_;
  std::vector<Role> folded_;
  std::vector<bool> entered_;
  std::unordered_map<std::uint64_t, std::uint32_t> alike_;
  std::unordered_map<std::uint32_t, std::uint32_t> parts_of_scopes_, parts_of_units_;
  std::unordered_map<std::uint64_t, std::uint32_t> parts_of_shapes_;
  Plan plan_;
};

}  // namespace

Plan Planner::plan(Detail detail, std::uint32_t outer) {
  const bool needs_units = detail == Detail::Neuron || detail == Detail::Layer || !state_->by_hand.collapse.empty();
  if (needs_units) outermost();
  return PlanMaker(state_->graph, state_->clusters, state_->full, state_->by_hand, detail,
                   needs_units ? &units() : nullptr, state_->contents, outer)
      .make();
}

}  // namespace mg::draw
