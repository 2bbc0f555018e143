#include "mg/program/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "mg/core/ops.h"
#include "mg/program/interpreter.h"
#include "mg/program/value_numbers.h"

namespace mg::program {
namespace {

/// Where each value number is computed first.
class ComputedPlaces {
 public:
  ComputedPlaces(const Graph& graph, const Program& program)
      : program_(program), of_(graph.size() + 1), around_(program.statements.size(), Computed::nowhere) {
    std::vector<std::uint32_t> open;  // For statements
    for (std::uint32_t s = 0; s < program.statements.size(); ++s) {
      while (!open.empty() && program.statements[open.back()].end() == s) open.pop_back();
      if (!open.empty()) around_[s] = open.back();
      if (program.statements[s].kind() == Statement::For) open.push_back(s);
    }
  }

  void at(std::uint32_t statement, const std::vector<std::uint32_t>& turns) {
    now_ = {statement, 0};
    std::uint32_t row = 1;
    for (std::uint32_t s = around_[statement]; s != Computed::nowhere; s = around_[s]) {
      const Id<Loop> loop = program_.statements[s].loop();
      now_.turn += row * turns[loop.index];
      row *= program_.loops[loop].count;
    }
    lane_row_ = lane_row(statement);
  }
  void put(NodeId number, std::uint32_t lane) { of_[number.index] = {now_.statement, now_.turn + lane * lane_row_}; }

  std::vector<Computed> of_nodes(const Graph& graph, const ValueNumbers& values) const {
    std::vector<Computed> of(graph.size());
    for (std::uint32_t i = 0; i < of.size(); ++i) {
      if (!is_leaf(graph.op({i}))) of[i] = of_[values.of({i}).index];
    }
    return of;
  }

 private:
  /// How far apart the turns of lanes are: there may be loops in them.
  std::uint32_t lane_row(std::uint32_t statement) const {
    std::uint32_t row = 1;
    for (std::uint32_t s = around_[statement]; s != Computed::nowhere; s = around_[s]) {
      const Loop& loop = program_.loops[program_.statements[s].loop()];
      if (loop.kind == Loop::Lanes) return row;
      row *= loop.count;
    }
    return 0;
  }

  const Program& program_;
  std::vector<Computed> of_;           // of numbers
  std::vector<std::uint32_t> around_;  // each statement: the For statement
  Computed now_;
  std::uint32_t lane_row_ = 0;
};

/// Value numbers as numbers of a Program. `no_node` is a value that the graph does not have, or that nobody has
/// written.
class NodeNumbers {
 public:
  using Number = NodeId;
  static constexpr std::uint32_t block = 16;

  NodeNumbers(const Graph& graph, const Program& program, bool notes_places)
      : values_(graph), computed_(graph.size() + 1), program_(program), last_(program.buffers.size()) {
    if (notes_places) places_.emplace(graph, program);
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      if (is_written(program.buffers[{b}].role)) last_[b].resize(program.buffers[{b}].length);
    }
  }

  Number number(double constant) const { return values_.find(constant); }

  void apply(Op op, double attribute, Number* y, const std::array<const Number*, 3>& x, std::uint32_t lanes) {
    values_.find(op, attribute, y, x, lanes);
    for (std::uint32_t i = 0; i < lanes; ++i) {
      if (y[i] == no_node || is_computed(y[i])) continue;
      computed_[y[i].index] = true;
      if (places_) places_->put(y[i], i);
    }
  }

  void at(std::uint32_t statement, const std::vector<std::uint32_t>& turns) {
    if (places_) places_->at(statement, turns);
  }

  bool holds(Number value, bool expected) {
    guards_.emplace(value, expected);
    return true;
  }

  // --- turns of loops with lanes do not depend on each other; results are written once ---

  void begin_lanes() { ++lane_loops_; }

  void reads(Id<Buffer> buffer, std::uint32_t place, std::uint32_t lane) {
    if (program_.buffers[buffer].role != Role::Work) return;
    Touched& last = last_[buffer.index][place];
    if (lane == no_lane) return;
    if (last.written_in == lane_loops_ && last.writer != lane) complain("lanes that depend on each other");
    last.read_in = lane_loops_, last.reader = lane;
  }

  void writes(Id<Buffer> buffer, std::uint32_t place, std::uint32_t lane) {
    Touched& last = last_[buffer.index][place];
    if (program_.buffers[buffer].role != Role::Work) {
      if (last.written_in != 0) complain("a result is written twice");
      last.written_in = 1;
      return;
    }
    if (lane == no_lane) return;
    if (last.written_in == lane_loops_ && last.writer != lane) complain("lanes that write to one place");
    if (last.read_in == lane_loops_ && last.reader != lane) complain("lanes that depend on each other");
    last.written_in = lane_loops_, last.writer = lane;
  }

  const ValueNumbers& values() const { return values_; }
  const std::optional<ComputedPlaces>& places() const { return places_; }
  bool is_computed(NodeId number) const { return computed_[number.index]; }
  const std::set<std::pair<NodeId, bool>>& guards() const { return guards_; }
  const std::string& complaint() const { return complaint_; }

 private:
  struct Touched {
    std::uint32_t written_in = 0, writer = 0;  // which loop with lanes, of those that ran, and which lane
    std::uint32_t read_in = 0, reader = 0;
  };

  void complain(const char* what) {
    if (complaint_.empty()) complaint_ = what;
  }

  ValueNumbers values_;
  std::vector<bool> computed_;  // of numbers
  std::optional<ComputedPlaces> places_;
  const Program& program_;
  std::vector<std::vector<Touched>> last_;  // of each place of each buffer that is written
  std::uint32_t lane_loops_ = 0;
  std::set<std::pair<NodeId, bool>> guards_;
  std::string complaint_;
};

class Prover {
 public:
  Prover(const Graph& graph, const Layout& layout, const Program& program, std::vector<Computed>* computed)
      : graph_(graph),
        layout_(layout),
        computed_(computed),
        numbers_(graph, program, computed != nullptr),
        interpreter_(program, numbers_) {
    arrays_.resize(program.buffers.size());
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      const Buffer& buffer = program.buffers[{b}];
      if (buffer.role == Role::Data) continue;
      arrays_[b].assign(buffer.length, no_node);
      interpreter_.bind({b}, arrays_[b].data());
      of_role_[static_cast<std::size_t>(buffer.role)] = &arrays_[b];
    }
  }

  Proof run() {
    place_leaves(graph_.inputs(), layout_.inputs);
    place_leaves(graph_.parameters(), layout_.parameters);
    interpreter_.run();
    if (computed_) *computed_ = numbers_.places()->of_nodes(graph_, numbers_.values());
    find_operations();
    if (!numbers_.complaint().empty()) proof_.difference = numbers_.complaint();
    for (std::size_t i = 0; i < graph_.outputs().size() && proof_.holds(); ++i) check(i);
    if (proof_.holds()) check_guards();
    return std::move(proof_);
  }

 private:
  void place_leaves(std::span<const NodeId> leaves, const std::vector<Place>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      // What no Program reads may have no place in its arrays.
      if (NodeId* const there = find(places[i])) *there = numbers_.values().of(leaves[i]);
    }
  }

  NodeId* find(const Place& place) {
    std::vector<NodeId>* const array = of_role_[static_cast<std::size_t>(place.role)];
    return array && place.index < array->size() ? &(*array)[place.index] : nullptr;
  }

  void find_operations() {
    needed_.assign(graph_.size(), false);
    for (const Output& output : graph_.outputs()) needed_[output.node.index] = true;
    for (std::uint32_t i = graph_.size(); i-- > 0;) {
      if (!needed_[i] || is_leaf(graph_.op({i}))) continue;
      ++proof_.operations;
      const auto arguments = graph_.arguments({i});
      for (int k = 0; k < info(graph_.op({i})).arity; ++k) needed_[arguments[k].index] = true;
    }
  }

  void check(std::size_t output) {
    const NodeId expected = numbers_.values().of(graph_.outputs()[output].node);
    const Place& place = layout_.outputs[output];
    if (is_guard(place.role)) {
      if (numbers_.guards().contains({expected, place.role == Role::Held})) return;
    } else if (const NodeId* const got = find(place); got && *got == expected) {
      return;
    }
    const std::string_view what = is_guard(place.role) ? "guard" : "result";
    proof_.difference = fmt::format("{} {} is not what the graph has there", what, output);
    proof_.node = first_missing(graph_.outputs()[output].node);
    if (proof_.node == no_node) return;
    proof_.difference = fmt::format("{} {} is computed otherwise than in the graph, from %{} = {} on", what, output,
                                    proof_.node.index, info(graph_.op(proof_.node)).name);
  }

  void check_guards() {
    std::set<std::pair<NodeId, bool>> wanted;
    for (std::size_t i = 0; i < layout_.outputs.size(); ++i) {
      const Role role = layout_.outputs[i].role;
      if (is_guard(role)) wanted.emplace(numbers_.values().of(graph_.outputs()[i].node), role == Role::Held);
    }
    if (wanted != numbers_.guards()) proof_.difference = "a guard that the graph does not have";
  }

  /// The first node that `root` depends on which is not computed.
  NodeId first_missing(NodeId root) const {
    std::vector<bool> below(graph_.size());
    below[root.index] = true;
    NodeId first = no_node;
    for (std::uint32_t i = root.index + 1; i-- > 0;) {
      if (!below[i] || is_leaf(graph_.op({i}))) continue;
      const NodeId number = numbers_.values().of({i});
      if (!is_leaf(graph_.op(number)) && !numbers_.is_computed(number)) first = {i};
      const auto arguments = graph_.arguments({i});
      for (int k = 0; k < info(graph_.op({i})).arity; ++k) below[arguments[k].index] = true;
    }
    return first;
  }

  const Graph& graph_;
  const Layout& layout_;
  std::vector<Computed>* const computed_;
  NodeNumbers numbers_;
  Interpreter<NodeNumbers> interpreter_;
  std::vector<std::vector<NodeId>> arrays_;  // of each buffer
  std::array<std::vector<NodeId>*, role_count> of_role_{};
  std::vector<bool> needed_;
  Proof proof_;
};

}  // namespace

Proof prove(const Graph& graph, const Layout& layout, const Program& program, std::vector<Computed>* computed) {
  return Prover(graph, layout, program, computed).run();
}

}  // namespace mg::program
