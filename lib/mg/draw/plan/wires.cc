#include "mg/draw/plan/wires.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "mg/core/ops.h"
#include "mg/draw/plan/unit_rows.h"

namespace mg::draw {
namespace {

/// An edge of the graph that goes from box to box.
struct Thread {
  std::uint32_t from, to, port;
  std::uint32_t value;  ///< which of the values that it carries
  double flow;
};

class WireFinder {
 public:
  WireFinder(const Graph& graph, const Plan& plan, const Units* units, const Flow* flow)
      : graph_(graph), plan_(plan), units_(units), flow_(flow) {
    if (units) cone_inputs_.emplace(graph, units->cones());
  }

  std::vector<Wire> find() && {
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      const std::uint32_t part = plan_.part_of[i];
      if (part != no_part && plan_.parts[part].look != Look::Unit) node({i}, part);
    }
    for (std::uint32_t p = 0; p < plan_.parts.size(); ++p) {
      if (plan_.parts[p].look == Look::Unit) unit(p);
    }
    std::ranges::sort(threads_, [](const Thread& a, const Thread& b) {
      return std::tie(a.to, a.port, a.from, a.value) < std::tie(b.to, b.port, b.from, b.value);
    });
    return bundle();
  }

 private:
  void node(NodeId id, std::uint32_t part) {
    const auto arguments = graph_.arguments(id);
    const bool has_ports = plan_.parts[part].look == Look::Node;
    for (std::uint32_t k = 0; k < 3; ++k) {
      if (arguments[k] != no_node) add(part, has_ports ? k : 0, id, k, arguments[k]);
    }
  }

  void unit(std::uint32_t part) {
    const std::uint32_t unit = plan_.parts[part].units.front();
    if (units_->operations(unit) == 0) return;
    const UnitRows rows = unit_rows(graph_, *units_, plan_, unit, *cone_inputs_);
    for (const NodeId root : units_->roots(unit)) {
      std::size_t input = 0;
      cone_inputs_->for_each(root, [&](NodeId user, int k, NodeId argument) {
        add(part, port_of_input(rows, input++), user, static_cast<std::uint32_t>(k), argument);
      });
    }
  }

  /// Lines are of the first sample. What another takes from elsewhere, as one leaf for two, may have no line.
  static std::uint32_t port_of_input(const UnitRows& rows, std::size_t input) {
    if (rows.wide) return 0;
    const std::uint32_t row = input < rows.row_of_input.size() ? rows.row_of_input[input] : UnitRows::no_row;
    return row != UnitRows::no_row && rows.rows[row].has_port ? row : Wire::no_port;
  }

  void add(std::uint32_t to, std::uint32_t port, NodeId user, std::uint32_t k, NodeId argument) {
    const std::uint32_t from = plan_.part_of[argument.index];
    if (from == no_part || from == to || plan_.roles[argument.index] != Role::Box) return;
    const std::uint32_t unit = units_ ? units_->of(argument) : no_unit;
    const std::uint32_t value = unit == no_unit ? argument.index : units_->roots(unit).front().index;
    threads_.push_back({from, to, port, value, flow_ ? flow_->into_arguments(user)[k] : 0.0});
  }

  std::vector<Wire> bundle() const {
    std::vector<Wire> wires;
    const Thread* last = nullptr;
    for (const Thread& thread : threads_) {
      const bool is_same = last && last->to == thread.to && last->port == thread.port && last->from == thread.from;
      if (!is_same) wires.push_back({.from = thread.from, .to = thread.to, .port = thread.port});
      Wire& wire = wires.back();
      ++wire.edges;
      if (!is_same || last->value != thread.value) ++wire.values;
      wire.flow += thread.flow;
      wire.size_of_flow += std::fabs(thread.flow);
      last = &thread;
    }
    return wires;
  }

  const Graph& graph_;
  const Plan& plan_;
  const Units* const units_;
  const Flow* const flow_;
  std::optional<ConeInputs> cone_inputs_;
  std::vector<Thread> threads_;
};

}  // namespace

std::vector<Wire> find_wires(const Graph& graph, const Plan& plan, const Units* units, const Flow* flow) {
  return WireFinder(graph, plan, units, flow).find();
}

}  // namespace mg::draw
