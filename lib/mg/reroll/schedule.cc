#include "mg/reroll/schedule.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <unordered_map>

#include "mg/core/error.h"
#include "mg/program/lift.h"
#include "mg/reroll/order.h"

namespace mg {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// Cuts the order into functions and decides storage.
class Scheduler {
 public:
  Scheduler(const Graph& graph, const Layout& layout, std::uint32_t function_size)
      : graph_(graph),
        order_(evaluation_order(graph, layout)),
        place_(graph.size(), Operand{Space::Local, none}),
        function_of_(graph.size(), none),
        last_use_(graph.size(), 0),
        slot_(graph.size(), none),
        local_(graph.size(), none),
        uses_here_(graph.size(), 0),
        first_result_(graph.size(), none) {
    place_leaves(layout);
    const auto count = static_cast<std::uint32_t>(order_.size());
    const std::uint32_t functions = std::max(1u, (count + function_size - 1) / function_size);
    begin_.resize(functions + 1);
    for (std::uint32_t f = 0; f <= functions; ++f) {
      begin_[f] = static_cast<std::uint32_t>(std::uint64_t{count} * f / functions);
    }
    for (std::uint32_t f = 0; f < functions; ++f) {
      for (std::uint32_t i = begin_[f]; i < begin_[f + 1]; ++i) function_of_[order_[i].index] = f;
    }
    find_lifetimes();
    list_results(layout);
    dying_.resize(functions);
  }

  Program run(std::vector<NodeId>* computed) {
    const auto functions = static_cast<std::uint32_t>(begin_.size() - 1);
    for (std::uint32_t f = 0; f < functions; ++f) {
      if (f > 0) free_slots_.insert(free_slots_.end(), dying_[f - 1].rbegin(), dying_[f - 1].rend());
      program_.functions.push_back(function(f));
    }
    if (computed) *computed = std::move(order_);
    return std::move(program_);
  }

 private:
  template <class Each> void for_each_argument(NodeId id, Each&& each) const {
    const auto arguments = graph_.arguments(id);
    for (int k = 0; k < info(graph_.op(id)).arity; ++k) each(arguments[k], k);
  }

  bool is_operation(NodeId id) const { return !is_leaf(graph_.op(id)); }

  void place_leaves(const Layout& layout) {
    assert(layout.inputs.size() == graph_.inputs().size());
    for (std::size_t i = 0; i < layout.inputs.size(); ++i) place_[graph_.inputs()[i].index] = layout.inputs[i];
    for (std::size_t i = 0; i < layout.parameters.size(); ++i) {
      place_[graph_.parameters()[i].index] = layout.parameters[i];
    }
    std::unordered_map<std::uint64_t, std::uint32_t> known;
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (graph_.op({i}) != Op::Constant) continue;
      const double number = graph_.value({i});
      const auto next = static_cast<std::uint32_t>(program_.constants.size());
      const auto [entry, is_new] = known.try_emplace(std::bit_cast<std::uint64_t>(number), next);
      if (is_new) program_.constants.push_back(number);
      place_[i] = {Space::Constant, entry->second};
    }
  }

  void find_lifetimes() {
    for (NodeId id : order_) {
      const std::uint32_t here = function_of_[id.index];
      for_each_argument(
          id, [&](NodeId argument, int) { last_use_[argument.index] = std::max(last_use_[argument.index], here); });
    }
  }

  /// A list of results for each node, through the places of the outputs.
  void list_results(const Layout& layout) {
    const auto outputs = graph_.outputs();
    results_.resize(outputs.size());
    for (std::uint32_t i = static_cast<std::uint32_t>(outputs.size()); i-- > 0;) {
      results_[i] = {layout.outputs[i], first_result_[outputs[i].node.index]};
      first_result_[outputs[i].node.index] = i;
    }
    for (const mg::Output& output : outputs) {
      if (!is_operation(output.node)) leaf_results_.push_back(output.node);
    }
  }

  Function function(std::uint32_t f) {
    Function function;
    const auto here = [&](NodeId id) { return is_operation(id) && function_of_[id.index] == f; };
    const auto nodes = std::span(order_).subspan(begin_[f], begin_[f + 1] - begin_[f]);
    // What comes from outside and is used more than once is loaded once: only the function knows that it stays the
    // same.
    for (NodeId id : nodes) {
      for_each_argument(id, [&](NodeId argument, int) { uses_here_[argument.index] += !here(argument); });
    }
    const auto operand = [&](NodeId id) -> Operand {
      if (local_[id.index] != none) return {Space::Local, local_[id.index]};
      const Operand outside = is_operation(id) ? Operand{Space::Work, slot_[id.index]} : place_[id.index];
      if (uses_here_[id.index] < 2 || outside.space == Space::Constant) return outside;
      local_[id.index] = function.locals++;
      const Operand local{Space::Local, local_[id.index]};
      function.statements.push_back({.does = Does::Copy, .arguments = {outside}, .target = local});
      return local;
    };
    for (NodeId id : nodes) {
      Statement statement{.op = graph_.op(id), .attribute = graph_.attribute(id)};
      for_each_argument(id, [&](NodeId argument, int k) { statement.arguments[k] = operand(argument); });
      local_[id.index] = function.locals++;
      statement.target = {Space::Local, local_[id.index]};
      function.statements.push_back(statement);
      store_results(id, function);
      if (last_use_[id.index] > f) {
        slot_[id.index] = take_slot(last_use_[id.index]);
        function.statements.push_back(
            {.does = Does::Copy, .arguments = {statement.target}, .target = {Space::Work, slot_[id.index]}});
      }
    }
    if (f == 0) {
      for (NodeId leaf : leaf_results_) {
        store_results(leaf, function);
        first_result_[leaf.index] = none;  // stored, should it be listed twice
      }
    }
    for (NodeId id : nodes) {
      local_[id.index] = none;
      for_each_argument(id,
                        [&](NodeId argument, int) { local_[argument.index] = none, uses_here_[argument.index] = 0; });
    }
    return function;
  }

  void store_results(NodeId id, Function& function) {
    const Operand value = local_[id.index] != none ? Operand{Space::Local, local_[id.index]} : place_[id.index];
    for (std::uint32_t r = first_result_[id.index]; r != none; r = results_[r].next) {
      function.statements.push_back({.does = Does::Copy, .arguments = {value}, .target = results_[r].place});
    }
  }

  std::uint32_t take_slot(std::uint32_t last_function) {
    if (free_slots_.empty()) free_slots_.push_back(program_.work++);
    const std::uint32_t slot = free_slots_.back();
    free_slots_.pop_back();
    dying_[last_function].push_back(slot);
    return slot;
  }

  struct Result {
    Operand place;
    std::uint32_t next;  // of the same node
  };

  const Graph& graph_;
  std::vector<NodeId> order_;
  std::vector<std::uint32_t> begin_;  // of each function, in order_
  // For each node:
  std::vector<Operand> place_;  // leaves
  std::vector<std::uint32_t> function_of_;
  std::vector<std::uint32_t> last_use_;   // the last function that uses it
  std::vector<std::uint32_t> slot_;       // in the work array
  std::vector<std::uint32_t> local_;      // in the function at hand
  std::vector<std::uint32_t> uses_here_;  // by the function at hand, of what it does not compute
  std::vector<std::uint32_t> first_result_;
  std::vector<Result> results_;
  std::vector<NodeId> leaf_results_;
  // Slots are free again in the function after the last that uses them, so that within a function none changes twice.
  std::vector<std::vector<std::uint32_t>> dying_;
  std::vector<std::uint32_t> free_slots_;
  Program program_;
};

}  // namespace

program::Layout lift(const Layout& old) {
  program::Layout layout;
  const auto place = [](const Operand& operand) {
    return program::Place{*program::lift(operand.space), operand.index};
  };
  for (const Operand& operand : old.inputs) layout.inputs.push_back(place(operand));
  for (const Operand& operand : old.parameters) layout.parameters.push_back(place(operand));
  for (const Operand& operand : old.outputs) layout.outputs.push_back(place(operand));
  return layout;
}

Program schedule(const Graph& graph, const Layout& layout, std::uint32_t function_size, std::vector<NodeId>* computed) {
  if (function_size == 0) throw UsageError("function_size is 0: a function has at least one statement");
  return Scheduler(graph, layout, function_size).run(computed);
}

}  // namespace mg
