#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"
#include "mg/draw/structure/units.h"

namespace mg::draw {

/// What a box of the drawing stands for.
enum class Look : std::uint8_t {
  Node,   ///< a node
  Unit,   ///< a cone of several operations, or of one for each of many samples; likewise a leaf
  Group,  ///< units: a scope that is closed, or units that are alike
  Leaves  ///< leaves that are used alike
};

inline constexpr std::uint32_t no_part = 0xffffffff;

struct Part {
  Look look = Look::Node;
  NodeId id;                              ///< the last node: it names the box
  std::uint32_t cluster = no_cluster;     ///< around the box
  std::uint32_t scope = no_cluster;       ///< the cluster that it is all of
  std::uint32_t last_scope = no_cluster;  ///< of siblings drawn as one, the last
  std::uint32_t scopes = 0;               ///< how many they are
  std::vector<std::uint32_t> units = {};
};

/// Which box each node is in, at a level of detail.
struct Plan {
  Detail detail = Detail::Full;
  std::vector<Part> parts;
  std::vector<std::uint32_t> part_of;  ///< of a node; `no_part` where it is absent, or stands in the cards of its users
  std::vector<Role> roles;
};

/// What the user wants otherwise than the level has it. Scopes are clusters.
struct ByHand {
  std::vector<std::uint32_t> collapse;
  std::vector<std::uint32_t> expand;
  std::vector<NodeId> expand_boxes_of;  ///< boxes without a scope of their own
  std::vector<NodeId> reveal;           ///< each in a box of its own, also where its layer is closed; but not of crowds
};

/// Every level from a graph's nodes up; makes what a level needs when it is first asked for.
class Planner {
 public:
  Planner(const Graph& graph, const Clusters& clusters, const Outline& full, ByHand by_hand);
  ~Planner();
  Planner(const Planner&) = delete;
  Planner& operator=(const Planner&) = delete;

  /// A plan. `outer`: for Detail::Layer, how many scopes out of those with the operations are closed, from 1 on. One
  /// more than the outermost: every scope is closed, and siblings of the same structure are one box, whatever they get
  /// from outside: steps one after the other.
  Plan plan(Detail detail, std::uint32_t outer = 1);
  /// The largest `outer` that makes a difference.
  std::uint32_t outermost();
  const Units& units();

 private:
  struct State;
  class Maker;
  std::unique_ptr<State> state_;
};

}  // namespace mg::draw
