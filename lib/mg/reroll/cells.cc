#include "mg/reroll/cells.h"

#include <algorithm>
#include <cassert>

#include "mg/core/ops.h"
#include "mg/reroll/shape_table.h"

namespace mg {
namespace {

using program::Role;

constexpr std::uint32_t largest_inlined = 16;  // statements
constexpr std::uint32_t most_summands = 64;    // of one sum
constexpr std::size_t longest_period = 32;     // terms of a turn of a run

constexpr std::uint32_t none = 0xffffffff;

class Cutter {
 public:
  Cutter(const Graph& graph, const program::Layout& layout)
      : graph_(graph),
        layout_(layout),
        table_(result_),
        uses_(graph.size(), 0),
        results_(graph.size(), 0),
        chain_(graph.size(), none),
        shape_(graph.size(), none),
        is_cell_(graph.size()),
        swapped_(graph.size()) {
    result_.cell_of.assign(graph.size(), no_cell);
  }

  Cells run() {
    count_uses();
    shape_leaves();
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (!is_leaf(graph_.op({i})) && !absorbed({i})) shape_node({i});
    }
    list_cells();
    list_copies();
    return std::move(result_);
  }

 private:
  bool is_sum(NodeId id) const { return graph_.op(id) == Op::Add || graph_.op(id) == Op::Sub; }
  /// Whether it is an inner addition of a longer sum.
  bool absorbed(NodeId id) const { return shape_[id.index] == inner; }

  void count_uses() {
    for (const Output& output : graph_.outputs()) ++results_[output.node.index];
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      const auto arguments = graph_.arguments({i});
      for (int k = 0; k < info(graph_.op({i})).arity; ++k) ++uses_[arguments[k].index];
    }
    const auto continues = [&](NodeId id) { return is_sum(id) && uses_[id.index] == 1 && results_[id.index] == 0; };
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (!is_sum({i})) continue;
      const auto arguments = graph_.arguments({i});
      // An addition commutes: the sum so far may be on either side.
      if (continues(arguments[0]))
        chain_[i] = arguments[0].index;
      else if (graph_.op({i}) == Op::Add && continues(arguments[1]))
        chain_[i] = arguments[1].index;
      if (chain_[i] != none) shape_[chain_[i]] = inner;
    }
  }

  void shape_leaves() {
    const auto shape = [&](std::span<const NodeId> leaves, const std::vector<program::Place>& places) {
      for (std::size_t i = 0; i < places.size(); ++i) shape_[leaves[i].index] = hole_shape(places[i].role);
    };
    shape(graph_.inputs(), layout_.inputs);
    shape(graph_.parameters(), layout_.parameters);
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (graph_.op({i}) == Op::Constant) shape_[i] = hole_shape(Role::Data);
    }
  }

  /// What an argument is to its user: a hole, or an expression to write out.
  ShapeId seen(NodeId id) const { return is_cell_[id.index] ? hole_shape(Role::Work) : shape_[id.index]; }

  void shape_node(NodeId id) {
    if (chain_[id.index] != none) {
      shape_sum(id);
    } else {
      const Op op = graph_.op(id);
      const auto arguments = graph_.arguments(id);
      std::array<ShapeId, 3> shapes{};
      for (int k = 0; k < info(op).arity; ++k) shapes[k] = seen(arguments[k]);
      if (info(op).commutes && before(arguments[1], arguments[0])) {
        swapped_[id.index] = true;
        std::swap(shapes[0], shapes[1]);
      }
      shape_[id.index] = table_.operation(op, graph_.attribute(id), shapes);
    }
    const Shape& shape = result_.shapes[shape_[id.index]];
    is_cell_[id.index] =
        uses_[id.index] != 1 || results_[id.index] > 0 || shape.loops || shape.statements > largest_inlined;
  }

  /// The order of the arguments of an op that commutes.
  bool before(NodeId a, NodeId b) const {
    if (seen(a) != seen(b)) return seen(a) < seen(b);
    return shape_[a.index] < shape_[b.index];
  }

  struct Term {
    NodeId node;
    bool minus;
    NodeId sum;  // the addition that adds it
  };

  /// The terms of a sum, the first first; back to an addition that is a cell.
  void collect_terms(NodeId id) {
    terms_.clear();
    NodeId at = id;
    while (true) {
      const auto arguments = graph_.arguments(at);
      const bool minus = graph_.op(at) == Op::Sub;
      const std::uint32_t before = chain_[at.index];
      if (before == none || is_cell_[before]) {
        const bool right = before != none && arguments[1].index == before && arguments[0].index != before;
        terms_.push_back({arguments[right ? 0 : 1], minus, at});
        terms_.push_back({arguments[right ? 1 : 0], false, at});
        break;
      }
      terms_.push_back({arguments[arguments[0].index == before ? 1 : 0], minus, at});
      at = {before};
    }
    std::ranges::reverse(terms_);
  }

  bool same_term(const Term& a, const Term& b) const { return seen(a.node) == seen(b.node) && a.minus == b.minus; }

  /// How many terms from `begin` on are a run, and those of a turn: the period that reaches furthest.
  std::pair<std::size_t, std::size_t> run_at(std::size_t begin) const {
    std::size_t best_end = begin, best_period = 0;
    for (std::size_t period = 1; period <= longest_period && begin + period < terms_.size(); ++period) {
      if (best_period > 0 && period % best_period == 0) continue;
      std::size_t end = begin + period;
      while (end < terms_.size() && same_term(terms_[end], terms_[end - period])) ++end;
      const std::size_t turns = (end - begin) / period;
      if (turns >= Cells::shortest_run && begin + turns * period > best_end)
        best_end = begin + turns * period, best_period = period;
    }
    return {best_end, best_period};
  }

  void shape_sum(NodeId id) {
    collect_terms(id);
    summands_.clear();
    const auto add = [&](const Term& term) { summands_.push_back({.shape = seen(term.node), .minus = term.minus}); };
    for (std::size_t begin = 0, end; begin < terms_.size(); begin = end) {
      const auto [run_end, period] = run_at(begin);
      end = period > 0 ? run_end : begin + 1;
      if (period > 0) {
        summands_.push_back(
            {.count = static_cast<std::uint32_t>((end - begin) / period), .terms = static_cast<std::uint32_t>(period)});
      }
      for (std::size_t i = begin; i < begin + std::max<std::size_t>(period, 1); ++i) add(terms_[i]);
      // A sum without an end is cut into several.
      if (summands_.size() >= most_summands && end < terms_.size()) {
        const NodeId cut = terms_[end - 1].sum;
        shape_[cut.index] = table_.sum(summands_);
        is_cell_[cut.index] = true;
        summands_.assign(1, {.shape = hole_shape(Role::Work)});
      }
    }
    shape_[id.index] = table_.sum(summands_);
  }

  void list_cells() {
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (is_cell_[i]) append({i});
    }
  }

  void append(NodeId id) {
    result_.cell_of[id.index] = static_cast<std::uint32_t>(result_.cells.size());
    result_.cells.push_back({id, shape_[id.index], no_result, static_cast<std::uint32_t>(result_.reads.size())});
    stack_.clear();
    expand(id);
    while (!stack_.empty()) {
      const NodeId next = stack_.back();
      stack_.pop_back();
      if (is_leaf(graph_.op(next)) || is_cell_[next.index])
        result_.reads.push_back(next);
      else
        expand(next);
    }
    assert(result_.reads.size() - result_.cells.back().first_read == result_.shapes[shape_[id.index]].reads);
  }

  /// Puts the arguments of a node on the stack, the first on top.
  void expand(NodeId id) {
    if (chain_[id.index] != none) {
      collect_terms(id);
      for (std::size_t k = terms_.size(); k-- > 0;) stack_.push_back(terms_[k].node);
      return;
    }
    auto arguments = graph_.arguments(id);
    if (swapped_[id.index]) std::swap(arguments[0], arguments[1]);
    for (int k = info(graph_.op(id)).arity; k-- > 0;) stack_.push_back(arguments[k]);
  }

  /// Results: a value that nothing else uses goes straight to its place, others are copied.
  void list_copies() {
    const auto outputs = graph_.outputs();
    for (std::uint32_t i = 0; i < outputs.size(); ++i) {
      const NodeId id = outputs[i].node;
      const std::uint32_t cell = result_.cell_of[id.index];
      if (cell != no_cell && uses_[id.index] == 0 && results_[id.index] == 1) {
        result_.cells[cell].result = i;
        continue;
      }
      result_.cells.push_back({id, seen(id), i, static_cast<std::uint32_t>(result_.reads.size())});
      result_.reads.push_back(id);
    }
  }

  static constexpr ShapeId inner = 0xfffffffe;

  const Graph& graph_;
  const program::Layout& layout_;
  Cells result_;
  ShapeTable table_;
  // For each node:
  std::vector<std::uint32_t> uses_;
  std::vector<std::uint32_t> results_;  // how many it is
  std::vector<std::uint32_t> chain_;    // the addition that it goes on from
  std::vector<ShapeId> shape_;
  std::vector<bool> is_cell_;
  std::vector<bool> swapped_;
  // Kept for their memory:
  std::vector<Term> terms_;
  std::vector<Summand> summands_;
  std::vector<NodeId> stack_;
};

}  // namespace

Cells::Form Cells::form(ShapeId shape) const {
  Form form;
  struct Visit {
    ShapeId shape;
    std::uint32_t run;      // that it is in
    std::uint32_t summand;  // or a run that begins, by its summand
  };
  constexpr std::uint32_t no_summand = none;
  std::vector<Visit> stack{{shape, no_run, no_summand}}, visits;
  std::uint32_t offset = 0, run_end = 0;  // run_end: of the run at hand, in the reads
  while (!stack.empty()) {
    const Visit visit = stack.back();
    stack.pop_back();
    if (visit.run == no_run && run_end > 0) offset = run_end, run_end = 0;
    if (visit.summand != no_summand) {
      const Summand& summand = summands[visit.summand];
      const auto run = static_cast<std::uint32_t>(form.runs.size());
      std::uint32_t width = 0;
      for (std::uint32_t k = summand.terms; k > 0; --k) {
        stack.push_back({summands[visit.summand + k].shape, run, no_summand});
        width += shapes[summands[visit.summand + k].shape].reads;
      }
      form.runs.push_back({summand.count, width, offset});
      run_end = offset + summand.count * width;
      continue;
    }
    const Shape& it = shapes[visit.shape];
    switch (it.kind) {
      case Shape::Kind::Read:
        form.holes.push_back({it.role, visit.run, offset++});
        break;
      case Shape::Kind::Operation:
        for (int k = info(it.op).arity; k-- > 0;) stack.push_back({it.arguments[k], visit.run, no_summand});
        break;
      case Shape::Kind::Sum:
        // Those of a run are pushed by it.
        for (std::uint32_t k = 0, terms = 0; k < it.summands; ++k) {
          const Summand& summand = summands[it.first_summand + k];
          if (terms > 0)
            --terms;
          else
            visits.push_back({summand.shape, visit.run, summand.terms > 0 ? it.first_summand + k : no_summand});
          if (summand.terms > 0) terms = summand.terms;
        }
        stack.insert(stack.end(), visits.rbegin(), visits.rend());
        visits.clear();
        break;
    }
  }
  return form;
}

Cells cut_into_cells(const Graph& graph, const program::Layout& layout) { return Cutter(graph, layout).run(); }

}  // namespace mg
