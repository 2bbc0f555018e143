#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/facts/formula.h"
#include "mg/draw/structure/units.h"

namespace mg::draw {

/// What is called how, in a formula and the terms of its sums. Letters are given when all of the text is known, from
/// left to right; until then, a mark stands for each.
class FormulaNames {
 public:
  /// In a mark, and nowhere in clean text. What follows are continuation bytes of UTF-8: a mark is one character.
  static constexpr char mark = '\x01';

  explicit FormulaNames(const Units& units) : units_(units) {}

  void take(std::string name) { taken_.insert(std::move(name)); }

  /// Of what comes from outside: its own, if it is short and nobody else's, or a mark.
  std::string of(const Graph& graph, NodeId id);
  /// `id`: what is called so from then on; none for what stands for others.
  std::string new_mark(NodeId id = no_node);
  /// The text with letters for its marks.
  Formula finish(std::string_view text) &&;

 private:
  std::string letter_for(std::string_view found);
  std::string next_letter();

  const Units& units_;
  std::map<NodeId, std::string> names_;
  std::map<NodeId, std::string> marks_;
  std::map<std::string, NodeId> owners_;
  std::set<std::string> taken_;
  std::vector<NodeId> marked_;
  int next_letter_ = 0;
};

}  // namespace mg::draw
