#include "mg/draw/plan/plan.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "mg/core/ops.h"
#include "mg/draw/plan/siblings.h"
#include "mg/draw/structure/scope_stats.h"
#include "mg/draw/structure/unit_classes.h"

namespace mg::draw {
namespace {

/// What is revealed of a closed layer are a few units; of more, the layer is the better picture.
constexpr std::size_t most_revealed = 8;

/// How what is directly inside of a scope is drawn.
enum class Show : std::uint8_t {
  Nodes,   ///< each a box
  Folded,  ///< leaves in the boxes that use them
  Units,   ///< a box for each
  Alike,   ///< a box for units of the same shape
  Closed,  ///< all of the scope one box
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
  std::vector<ScopeStats> scopes = {};         // by cluster; as those below, made with the units
  std::vector<bool> fills_scope = {};          // by unit: all operations of a scope
  std::vector<std::uint32_t> cluster_of = {};  // by unit: around its box
  std::uint32_t outermost = 1;
  UnitClasses classes = {};  // made when first asked for

  void look_at_units();
};

Planner::Planner(const Graph& graph, const Clusters& clusters, const Outline& full, ByHand by_hand)
    : state_(new State{graph, clusters, full, std::move(by_hand)}) {}
Planner::~Planner() = default;

const Units& Planner::units() {
  if (!state_->units) state_->look_at_units();
  return *state_->units;
}

std::uint32_t Planner::outermost() {
  units();
  return state_->outermost;
}

void Planner::State::look_at_units() {
  units = std::make_unique<Units>(graph, full.roles, clusters);
  scopes = scope_stats(graph, full, clusters, *units);
  for (const ScopeStats& scope : scopes) outermost = std::max(outermost, scope.height);
  fills_scope.resize(units->size());
  cluster_of.resize(units->size());
  for (std::uint32_t unit = 0; unit < units->size(); ++unit) {
    const std::uint32_t cluster = clusters.of(units->roots(unit).front());
    fills_scope[unit] = cluster != no_cluster && scopes[cluster].only_unit == unit && units->operations(unit) > 1;
    cluster_of[unit] = fills_scope[unit] ? clusters.all()[cluster].parent : cluster;
  }
}

/// Makes one plan. Without units where the level does not need them.
class Planner::Maker {
 public:
  Maker(const State& state, Detail detail, std::uint32_t outer, bool has_units)
      : state_(state),
        graph_(state.graph),
        clusters_(state.clusters),
        full_(state.full),
        units_(has_units ? state.units.get() : nullptr),
        top_(show_of(detail)),
        is_last_resort_(detail == Detail::Layer && outer > state.outermost) {
    plan_.detail = detail;
    plan_.roles = full_.roles;
    plan_.part_of.assign(graph_.size(), no_part);
    choose(state.by_hand, outer);
    if (units_) open_boxes(state.by_hand.expand_boxes_of);
  }

  Plan make() && {
    if (std::ranges::find(shows_, Show::Closed) != shows_.end()) find_siblings();
    if (units_) {
      part_of_unit_.assign(units_->size(), no_part);
      part_of_class_.assign(state_.classes.sizes.size(), no_part);
      part_of_scope_.assign(clusters_.all().size(), no_part);
      is_counted_.resize(clusters_.all().size());
      is_entered_.resize(units_->size());
    }
    if (std::ranges::find(shows_, Show::Folded) != shows_.end() || top_ == Show::Folded) {
      folded_ = fold_outline(graph_, full_).roles;
    }
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
        const ScopeStats& scope = state_.scopes[c];
        const bool is_closed = is_last_resort_ ? scope.has_operations : scope.height > 0 && scope.height <= outer;
        if (is_closed) shows_[c] = Show::Closed;
      }
    }
    for (const std::uint32_t c : by_hand.collapse) shows_[c] = Show::Closed;
    for (const std::uint32_t c : by_hand.expand) expand(c);
    if (plan_.detail == Detail::Layer) reveal(by_hand);
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
      if (shows_[c] == Show::Closed) shows_[c] = plan_.detail == Detail::Layer ? Show::Alike : Show::Units;
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

  void reveal(const ByHand& by_hand) {
    const auto add = [&](NodeId id) {
      if (units_->of(id) != no_unit) revealed_.insert(units_->of(id));
    };
    for (const NodeId id : by_hand.reveal) {
      add(id);
      // A leaf that stands in the cards of its users.
      if (units_->of(id) == no_unit) std::ranges::for_each(units_->users().of(id), add);
      if (revealed_.size() <= most_revealed) continue;
      revealed_.clear();
      return;
    }
    for (const std::uint32_t unit : revealed_) {
      const std::uint32_t cluster = state_.cluster_of[unit];
      if (cluster == no_cluster || is_all_revealed(cluster)) continue;
      for (std::uint32_t c = cluster; c != no_cluster; c = clusters_.all()[c].parent) {
        const bool is_by_hand = std::ranges::find(by_hand.collapse, c) != by_hand.collapse.end();
        if (shows_[c] == Show::Closed && !is_by_hand) shows_[c] = Show::Alike;
      }
    }
  }
  bool is_all_revealed(std::uint32_t cluster) const {
    for (std::uint32_t unit = 0; unit < units_->size(); ++unit) {
      if (state_.cluster_of[unit] == cluster && !revealed_.contains(unit)) return false;
    }
    return true;
  }

  std::uint32_t closed_scope(NodeId id) const {
    const std::uint32_t cluster = clusters_.of(id);
    return cluster == no_cluster ? no_cluster : closed_[cluster];
  }

  /// Of the closed scopes: what was closed by hand stays apart.
  void find_siblings() {
    if (plan_.detail == Detail::Layer) {
      sibling_ = siblings(graph_, clusters_, full_, closed_, is_last_resort_ ? nullptr : units_);
    } else {
      sibling_.resize(clusters_.all().size());
      std::iota(sibling_.begin(), sibling_.end(), 0);
    }
  }

  // --- boxes without a scope ---

  /// Of units that are alike, each gets a box; of a unit, each node.
  void open_boxes(const std::vector<NodeId>& of) {
    for (const NodeId id : of) {
      const std::uint32_t unit = units_->of(id);
      if (unit == no_unit) continue;
      const bool is_in_group = plan_.detail == Detail::Layer && has_others(unit);
      if (is_in_group && open_classes_.insert(state_.classes.of[unit]).second) continue;
      open_units_.insert(unit);
    }
  }
  /// Whether there are units of the same class that are not revealed.
  bool has_others(std::uint32_t unit) const {
    const std::uint32_t its_class = state_.classes.of[unit];
    const auto revealed =
        std::ranges::count(revealed_, its_class, [&](std::uint32_t u) { return state_.classes.of[u]; });
    return state_.classes.sizes[its_class] - static_cast<std::uint32_t>(revealed) > 1;
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
    } else if (open_units_.contains(unit)) {
      add(id, {.look = Look::Node, .id = id, .cluster = cluster});
    } else if (show == Show::Alike && has_others(unit) && !open_classes_.contains(state_.classes.of[unit]) &&
               !revealed_.contains(unit)) {
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
    Part& part = part_for(id, part_of_scope_[first], [&] {
      return Part{.look = Look::Group, .id = id, .cluster = clusters_.all()[first].parent, .scope = first};
    });
    if (part.last_scope != scope) {
      // Siblings follow each other, as a scope's nodes do, or else are counted as they come back.
      if (!is_counted_[scope]) ++part.scopes;
      is_counted_[scope] = true;
      part.last_scope = scope;
    }
    add_unit(part, id, unit);
  }

  void place_in_unit(NodeId id, std::uint32_t unit) {
    Part& part = part_for(id, part_of_unit_[unit], [&] {
      const bool is_node = units_->roots(unit).size() == 1 && units_->operations(unit) <= 1;
      return Part{.look = is_node ? Look::Node : Look::Unit,
                  .id = id,
                  .cluster = state_.cluster_of[unit],
                  .scope = state_.fills_scope[unit] ? clusters_.of(id) : no_cluster};
    });
    add_unit(part, id, unit);
  }

  void place_alike(NodeId id, std::uint32_t unit) {
    Part& part = part_for(id, part_of_class_[state_.classes.of[unit]], [&] {
      return Part{.look = units_->operations(unit) == 0 ? Look::Leaves : Look::Group,
                  .id = id,
                  .cluster = state_.cluster_of[unit]};
    });
    add_unit(part, id, unit);
  }

  void add(NodeId id, Part part) {
    plan_.part_of[id.index] = static_cast<std::uint32_t>(plan_.parts.size());
    plan_.parts.push_back(std::move(part));
  }

  /// `part`: the place of what there may be already.
  Part& part_for(NodeId id, std::uint32_t& part, auto&& make) {
    if (part == no_part) {
      part = static_cast<std::uint32_t>(plan_.parts.size());
      plan_.parts.push_back(make());
    }
    plan_.part_of[id.index] = part;
    return plan_.parts[part];
  }

  /// Enters a unit when its first node comes.
  void add_unit(Part& part, NodeId id, std::uint32_t unit) {
    if (!is_entered_[unit]) part.units.push_back(unit);
    is_entered_[unit] = true;
    plan_.roles[id.index] = Role::Box;
  }

  const State& state_;
  const Graph& graph_;
  const Clusters& clusters_;
  const Outline& full_;
  const Units* const units_;
  const Show top_;
  const bool is_last_resort_;           // all scopes are closed, and siblings are alike whatever they get from outside
  std::vector<Show> shows_;             // by cluster
  std::vector<std::uint32_t> closed_;   // by cluster: the outermost closed one that it is in
  std::vector<std::uint32_t> sibling_;  // by closed cluster: the first of the same structure
  std::vector<bool> is_counted_;        // by closed cluster
  std::vector<Role> folded_;
  std::vector<bool> is_entered_;  // by unit
  std::set<std::uint32_t> open_classes_, open_units_, revealed_;
  std::vector<std::uint32_t> part_of_scope_, part_of_unit_, part_of_class_;
  Plan plan_;
};

Plan Planner::plan(Detail detail, std::uint32_t outer) {
  const bool has_units = detail == Detail::Neuron || detail == Detail::Layer || !state_->by_hand.collapse.empty();
  if (has_units) units();
  if (detail == Detail::Layer && state_->classes.of.empty())
    state_->classes = unit_classes(*state_->units, state_->cluster_of);
  return Maker(*state_, detail, outer, has_units).make();
}

}  // namespace mg::draw
