#include "mg/draw/formula.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mg/core/ops.h"
#include "mg/draw/symbol.h"
#include "mg/draw/text.h"

namespace mg::draw {
namespace {

constexpr std::size_t longest_formula = 44;  // characters
constexpr std::size_t longest_name = 8;
constexpr std::ptrdiff_t terms_of_a_long_sum = 4;

enum class Tightness : std::uint8_t { Sum, Product, Prefix, Atom };

struct Piece {
  std::string text;
  Tightness tightness = Tightness::Atom;
};

class FormulaWriter {
 public:
  /// What `from` is, in the cone of `root`; with letters for constants, where they stand for others.
  FormulaWriter(const Graph& graph, const Units& units, NodeId root, NodeId from, bool letters_for_constants)
      : graph_(graph), units_(units), root_(root), from_(from), letters_for_constants_(letters_for_constants) {}

  Formula write() {
    std::string text = write_text();
    return {std::move(text), std::move(names_)};
  }

 private:
  std::string write_text() {
    if (!is_inside(from_)) return piece(from_).text;
    collect();
    std::ranges::sort(inside_);
    for (const NodeId id : inside_) {
      if (!continues_sum(id) && !add(id)) return too_long();
    }
    return pieces_.at(from_.index).text;
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
          taken_.insert(clean(graph_.name(argument)));
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
    if (const auto alike = take_alike(others)) {
      // Each has constants of its own.
      put("Σ " + FormulaWriter(graph_, units_, root_, *alike, true).write_text());
    }
    for (const NodeId other : others) {
      put(within(piece(other), Tightness::Sum));
      if (text.size() > 4 * longest_formula) return {};
    }
    return Piece{std::move(text), Tightness::Sum};
  }

  bool is_weighted_input(NodeId id) const {
    if (!is_inside(id) || graph_.op(id) != Op::Mul) return false;
    const auto arguments = graph_.arguments(id);
    return (graph_.op(arguments[0]) == Op::Parameter) != (graph_.op(arguments[1]) == Op::Parameter);
  }

  /// Takes the terms out that are like the last one, if they are many, with the 0 that sums begin with; gives the
  /// first.
  std::optional<NodeId> take_alike(std::vector<NodeId>& terms) const {
    if (terms.empty()) return {};
    const auto shape = [&](NodeId id) { return units_.shapes().any_parameters[id.index]; };
    const auto is_alike = [&, wanted = shape(terms.back())](NodeId id) { return shape(id) == wanted; };
    if (std::ranges::count_if(terms, is_alike) < terms_of_a_long_sum) return {};
    const NodeId first = *std::ranges::find_if(terms, is_alike);
    std::erase_if(
        terms, [&](NodeId id) { return is_alike(id) || (graph_.op(id) == Op::Constant && graph_.value(id) == 0.0); });
    return first;
  }

  Piece operation(NodeId id) {
    const Op op = graph_.op(id);
    const auto arguments = graph_.arguments(id);
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
    if (info(op).uses == Uses::Nothing && info(op).arity == 2) {
      return {operand(0, Tightness::Sum) + " " + text + " " + operand(1, Tightness::Sum), Tightness::Sum};
    }
    text += "(";
    for (int k = 0; k < info(op).arity; ++k) text += (k > 0 ? ", " : "") + operand(k, Tightness::Sum);
    return {text + ")", Tightness::Atom};
  }

  /// A symbol like "x²", "1/x" or "|x|", with what x is.
  Piece around_x(NodeId id) {
    std::string text = symbol(graph_.op(id), graph_.attribute(id));
    const bool is_closed = graph_.op(id) != Op::PowConst;
    const Tightness least = is_closed ? Tightness::Sum : Tightness::Atom;
    text.replace(text.find('x'), 1, within(piece(graph_.arguments(id)[0]), least));
    return {std::move(text), is_closed ? Tightness::Atom : Tightness::Prefix};
  }

  std::string within(const Piece& piece, Tightness least) const {
    return piece.tightness < least ? "(" + piece.text + ")" : piece.text;
  }

  const Piece& piece(NodeId id) {
    const auto [entry, is_new] = pieces_.try_emplace(id.index);
    if (is_new) {
      const bool is_constant = graph_.op(id) == Op::Constant && units_.of(id) == no_unit && !letters_for_constants_;
      entry->second.text = is_constant ? short_number(graph_.value(id)) : name(id);
      if (is_constant && graph_.value(id) < 0) entry->second.tightness = Tightness::Prefix;
    }
    return entry->second;
  }

  /// Of what comes from outside.
  std::string name(NodeId id) {
    const std::string own = clean(graph_.name(id));
    if (!own.empty() && characters(own) <= longest_name && own.find('\n') == std::string::npos) {
      return names_[id] = own;
    }
    return names_[id] = next_letter();
  }

  /// One that is not the name of something else.
  std::string next_letter() {
    constexpr int letters = 26;
    for (int tries = 0; tries < letters; ++tries) {
      const std::string letter(1, static_cast<char>('a' + next_letter_++ % letters));
      if (!taken_.contains(letter)) return letter;
    }
    return "…";
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
  const bool letters_for_constants_;
  std::vector<NodeId> inside_;
  std::unordered_map<std::uint32_t, NodeId> user_;  // of sums in sums, the one that they continue
  std::unordered_map<std::uint32_t, Piece> pieces_;
  std::set<std::string> taken_;
  std::map<NodeId, std::string> names_;
  int next_letter_ = 0;
};

}  // namespace

Formula formula(const Graph& graph, const Units& units, NodeId root) {
  return FormulaWriter(graph, units, root, root, false).write();
}

}  // namespace mg::draw
