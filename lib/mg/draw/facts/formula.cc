#include "mg/draw/facts/formula.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/draw/facts/formula_names.h"
#include "mg/draw/look/symbol.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_formula = 44;  // characters
constexpr std::ptrdiff_t terms_of_a_long_sum = 4;

enum class Tightness : std::uint8_t { Comparison, Sum, Product, Prefix, Atom };
constexpr Tightness any = Tightness::Comparison;

struct Piece {
  std::string text;
  Tightness tightness = Tightness::Atom;
};

class FormulaWriter {
 public:
  /// What `from` is, in the cone of `root`. `varying`: what has letters even where it has a name or is a number, as it
  /// stands for others.
  FormulaWriter(const Graph& graph, const Units& units, NodeId root, NodeId from, FormulaNames& names,
                std::set<NodeId> varying = {})
      : graph_(graph), units_(units), root_(root), from_(from), names_(names), varying_(std::move(varying)) {
    if (!units.is_neuron(units.of(root))) return;
    for (const char* name : {"w", "x", "b"}) names_.take(name);
  }

  std::string write() { return write_piece().text; }

 private:
  Piece write_piece() {
    if (!is_inside(from_)) return piece(from_);
    collect();
    std::ranges::sort(inside_);
    for (const NodeId id : inside_) {
      if (!continues_sum(id) && !add(id)) return {too_long(), Tightness::Sum};
    }
    return pieces_.at(from_.index);
  }

  bool is_inside(NodeId id) const {
    return units_.cones().root[id.index] == root_ && (id == root_ || !is_leaf(graph_.op(id)));
  }

  void collect() {
    std::vector<NodeId> waiting{from_};
    std::unordered_map<std::uint32_t, bool> seen;
    while (!waiting.empty()) {
      const NodeId id = waiting.back();
      waiting.pop_back();
      if (seen[id.index]) continue;
      seen[id.index] = true;
      inside_.push_back(id);
      for (const NodeId argument : graph_.arguments(id)) {
        if (argument == no_node) continue;
        if (!is_inside(argument)) {
          names_.take(clean(graph_.name(argument)));
          continue;
        }
        waiting.push_back(argument);
        const bool extends_sum = graph_.op(id) == Op::Add && graph_.op(argument) == Op::Add;
        const auto [use, is_first] = user_.try_emplace(argument.index, extends_sum ? id : no_node);
        if (!is_first) use->second = no_node;
      }
    }
  }

  /// Whether a sum is written as a part of a longer one.
  bool continues_sum(NodeId id) const {
    const auto use = user_.find(id.index);
    return use != user_.end() && use->second != no_node;
  }

  /// False where the text gets too long.
  bool add(NodeId id) {
    auto piece = graph_.op(id) == Op::Add ? sum(id) : operation(id);
    if (!piece || characters(piece->text) > longest_formula) return false;
    pieces_[id.index] = std::move(*piece);
    return true;
  }

  std::optional<Piece> sum(NodeId id) {
    std::vector<NodeId> terms;
    std::vector<NodeId> waiting{id};
    while (!waiting.empty()) {
      const NodeId next = waiting.back();
      waiting.pop_back();
      if (next != id && !(is_inside(next) && continues_sum(next))) {
        terms.push_back(next);
        continue;
      }
      const auto arguments = graph_.arguments(next);
      waiting.push_back(arguments[1]);
      waiting.push_back(arguments[0]);
    }
    std::size_t weighted = 0, biases = 0;
    std::vector<NodeId> others;
    for (const NodeId term : terms) {
      if (is_weighted_input(term)) {
        ++weighted;
      } else if (graph_.op(term) == Op::Parameter) {
        ++biases;
      } else {
        others.push_back(term);
      }
    }
    std::string text;
    const auto put = [&](std::string_view term) { text += (text.empty() ? "" : " + ") + std::string(term); };
    if (units_.is_neuron(units_.of(id)) && weighted > 0) {
      put("w·x");
      if (biases > 0) put("b");
    } else {
      others = std::move(terms);
    }
    if (const std::vector<NodeId> alike = take_alike(others); !alike.empty()) {
      FormulaWriter term(graph_, units_, root_, alike.front(), names_, what_varies(alike));
      put("Σ " + within(term.write_piece(), Tightness::Product));
    }
    for (const NodeId other : others) {
      put(within(piece(other), Tightness::Sum));
      if (text.size() > 8 * longest_formula) return {};
    }
    return Piece{std::move(text), Tightness::Sum};
  }

  bool is_weighted_input(NodeId id) const {
    if (!is_inside(id) || graph_.op(id) != Op::Mul) return false;
    const auto arguments = graph_.arguments(id);
    return (graph_.op(arguments[0]) == Op::Parameter) != (graph_.op(arguments[1]) == Op::Parameter);
  }

  /// Takes the terms out that are like the last one, if they are many, with the 0 that sums begin with; gives them.
  std::vector<NodeId> take_alike(std::vector<NodeId>& terms) const {
    if (terms.empty()) return {};
    const auto shape = [&](NodeId id) { return units_.shapes().any_parameters[id.index]; };
    const auto is_alike = [&, wanted = shape(terms.back())](NodeId id) { return shape(id) == wanted; };
    if (std::ranges::count_if(terms, is_alike) < terms_of_a_long_sum) return {};
    std::vector<NodeId> alike;
    std::ranges::copy_if(terms, std::back_inserter(alike), is_alike);
    std::erase_if(
        terms, [&](NodeId id) { return is_alike(id) || (graph_.op(id) == Op::Constant && graph_.value(id) == 0.0); });
    return alike;
  }

  /// Of what the first term takes from outside, what others have something else for.
  std::set<NodeId> what_varies(const std::vector<NodeId>& terms) const {
    std::set<NodeId> varying;
    const std::vector<NodeId> first = taken_from_outside(terms.front());
    for (const NodeId term : terms) {
      const std::vector<NodeId> other = taken_from_outside(term);
      for (std::size_t i = 0; i < first.size(); ++i) {
        if (other.size() != first.size() || !is_same(first[i], other[i])) varying.insert(first[i]);
      }
    }
    return varying;
  }
  bool is_same(NodeId a, NodeId b) const {
    const bool are_numbers = graph_.op(a) == Op::Constant && graph_.op(b) == Op::Constant;
    return a == b || (are_numbers && same_number(graph_.value(a), graph_.value(b)));
  }

  /// From left to right.
  std::vector<NodeId> taken_from_outside(NodeId term) const {
    std::vector<NodeId> taken;
    std::set<NodeId> seen;
    std::vector<NodeId> waiting{term};
    while (!waiting.empty()) {
      const NodeId id = waiting.back();
      waiting.pop_back();
      if (!is_inside(id)) {
        taken.push_back(id);
        continue;
      }
      if (!seen.insert(id).second) continue;
      const auto arguments = graph_.arguments(id);
      for (int k = info(graph_.op(id)).arity; k-- > 0;) waiting.push_back(arguments[k]);
    }
    return taken;
  }

  Piece operation(NodeId id) {
    const Op op = graph_.op(id);
    const auto arguments = graph_.arguments(id);
    for (int k = 0; k < info(op).arity; ++k) piece(arguments[k]);  // so that names are given from left to right
    const auto operand = [&](int k, Tightness least) { return within(piece(arguments[k]), least); };
    if (op == Op::Sub) {
      return {operand(0, Tightness::Sum) + " − " + operand(1, Tightness::Product), Tightness::Sum};
    }
    if (op == Op::Mul) {
      return {operand(0, Tightness::Product) + "·" + operand(1, Tightness::Product), Tightness::Product};
    }
    if (op == Op::Div) {
      return {operand(0, Tightness::Product) + "/" + operand(1, Tightness::Prefix), Tightness::Product};
    }
    if (op == Op::Neg) return {"−" + operand(0, Tightness::Prefix), Tightness::Prefix};
    if (op == Op::Pow) return {operand(0, Tightness::Atom) + "^" + operand(1, Tightness::Atom), Tightness::Prefix};
    if (op == Op::PowConst || op == Op::Abs || op == Op::Floor) return around_x(id);
    std::string text = symbol(op, graph_.attribute(id));
    if (info(op).compares) {
      return {operand(0, Tightness::Sum) + " " + text + " " + operand(1, Tightness::Sum), Tightness::Comparison};
    }
    text += "(";
    for (int k = 0; k < info(op).arity; ++k) text += (k > 0 ? ", " : "") + operand(k, any);
    return {text + ")", Tightness::Atom};
  }

  /// A symbol like "x²", "1/x" or "|x|", with what x is.
  Piece around_x(NodeId id) {
    std::string text = symbol(graph_.op(id), graph_.attribute(id));
    const bool is_closed = graph_.op(id) != Op::PowConst;
    const bool is_quotient = text.starts_with("1/");
    text.replace(text.find('x'), 1, within(piece(graph_.arguments(id)[0]), is_closed ? any : Tightness::Atom));
    return {std::move(text), is_closed ? Tightness::Atom : is_quotient ? Tightness::Product : Tightness::Prefix};
  }

  std::string within(const Piece& piece, Tightness least) const {
    return piece.tightness < least ? "(" + piece.text + ")" : piece.text;
  }

  const Piece& piece(NodeId id) {
    const auto [entry, is_new] = pieces_.try_emplace(id.index);
    if (is_new) {
      const bool is_number = graph_.op(id) == Op::Constant && units_.of(id) == no_unit && !varying_.contains(id);
      entry->second.text = is_number               ? short_number(graph_.value(id))
                           : varying_.contains(id) ? names_.new_mark()
                                                   : names_.of(graph_, id);
      if (is_number && std::signbit(graph_.value(id))) entry->second.tightness = Tightness::Prefix;
    }
    return entry->second;
  }

  std::string too_long() const {
    const Op op = graph_.op(from_);
    const std::string count = fmt::format("{} operations", inside_.size());
    return info(op).arity == 1 ? symbol(op, graph_.attribute(from_)) + " of " + count : count;
  }

  const Graph& graph_;
  const Units& units_;
  const NodeId root_;
  const NodeId from_;
  FormulaNames& names_;
  const std::set<NodeId> varying_;
  std::vector<NodeId> inside_;
  std::unordered_map<std::uint32_t, NodeId> user_;  // of sums in sums, the one that they continue
  std::unordered_map<std::uint32_t, Piece> pieces_;
};

}  // namespace

Formula formula(const Graph& graph, const Units& units, NodeId root) {
  FormulaNames names(units);
  const std::string text = FormulaWriter(graph, units, root, root, names).write();
  return std::move(names).finish(text);
}

}  // namespace mg::draw
