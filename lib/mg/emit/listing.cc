#include "mg/emit/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "mg/core/ops.h"
#include "mg/emit/model.h"
#include "mg/emit/statements.h"
#include "mg/program/operands.h"
#include "mg/reroll/provenance.h"

namespace mg::emit {
namespace {

using program::Expr;
using program::Role;
using program::Statement;

constexpr std::uint32_t no_line = Listing::no_line;

/// The least and the greatest of some lines: all that matters is whether there is one, and whether it is the only one.
struct Lines {
  std::uint32_t first = no_line;
  std::uint32_t last = 0;

  void add(const Lines& others) {
    first = std::min(first, others.first);
    last = std::max(last, others.last);
  }
  void add(std::uint32_t line) { add(Lines{line, line}); }
};

class Lister {
 public:
  Lister(const Graph& recorded, const Model& model, const Provenance& provenance)
      : recorded_(recorded),
        program_(model.at("forward")),
        names_(array_names(model.entries[0], cplusplus)),
        optimized_(provenance.optimized),
        became_(provenance.became),
        computed_(provenance.computed),
        line_of_(optimized_.size(), no_line),
        stored_in_(recorded.outputs().size(), no_line) {}

  Listing run() {
    write();
    find_lines();
    return std::move(listing_);
  }

 private:
  // --- lines, and what they say of the optimized graph ---

  void write() {
    StatementWriter writer(program_, names_, cplusplus);
    std::vector<std::uint32_t> lines;  // of the statements
    const bool several = program_.functions.size() > 1;
    for (std::size_t f = 0; f < program_.functions.size(); ++f) {
      if (several) listing_.lines.push_back(fmt::format("// forward_{}", f));
      const auto begin = static_cast<std::uint32_t>(listing_.lines.size());
      append_lines(writer.write(program_.functions[f], 0));
      for (const std::uint32_t line : writer.lines()) lines.push_back(begin + line);
    }
    for_each_operand(program_, [&](std::uint32_t s, Id<Expr> leaf) { note_read(program_.exprs[leaf], lines[s]); });
    for (std::uint32_t s = 0; s < lines.size(); ++s) note_store(program_.statements[s], lines[s]);
    for (std::uint32_t i = 0; i < optimized_.size(); ++i) {
      if (computed_[i].statement != program::Computed::nowhere) line_of_[i] = lines[computed_[i].statement];
    }
  }

  void append_lines(std::string_view text) {
    for (std::size_t end; !text.empty(); text.remove_prefix(end + 1)) {
      end = text.find('\n');
      listing_.lines.emplace_back(text.substr(0, end));
    }
  }

  void note_read(const Expr& expr, std::uint32_t line) {
    if (expr.kind() != Expr::Read) return;
    const Role role = program_.buffers[expr.buffer()].role;
    if (role == Role::Input) reads(optimized_.inputs()[expr.base()], line);
    if (role == Role::Parameter) reads(optimized_.parameters()[expr.base()], line);
  }

  void note_store(const Statement& statement, std::uint32_t line) {
    if (statement.kind() != Statement::Store) return;
    const Expr& place = program_.exprs[statement.target()];
    if (program_.buffers[place.buffer()].role == Role::Output) stored_in_[place.base()] = line;
  }

  void reads(NodeId leaf, std::uint32_t line) {
    std::uint32_t& first = line_of_[leaf.index];
    first = std::min(first, line);
  }

  // --- what they say of the recorded graph ---

  /// Marks what has become a number, and the numbers that it was folded from, which are left out by now.
  std::vector<bool> numbers() const {
    std::vector<bool> number(recorded_.size());
    for (std::uint32_t i = 0; i < recorded_.size(); ++i) {
      if (const NodeId node = became_[i]; node != no_node) {
        number[i] = optimized_.op(node) == Op::Constant;
        continue;
      }
      const auto arguments = recorded_.arguments({i});
      number[i] = recorded_.op({i}) != Op::Input;
      for (int k = 0; k < info(recorded_.op({i})).arity; ++k) number[i] = number[i] && number[arguments[k].index];
    }
    return number;
  }

  bool uses(NodeId node, NodeId argument) const {
    if (node == no_node || argument == no_node) return false;
    const auto arguments = optimized_.arguments(node);
    return std::ranges::find(arguments, argument) != arguments.end();
  }

  /// Equal numbers are one node by now: where a number is written is told by those who used it when it was recorded.
  void find_lines() {
    const std::vector<bool> number = numbers();
    std::vector<Lines> written(recorded_.size());  // for each node, if it is a number: the lines that it is in
    std::vector<Lines> folded(recorded_.size());   // likewise, of what was folded from it
    for (std::size_t i = 0; i < stored_in_.size(); ++i) {
      written[recorded_.outputs()[i].node.index].add(stored_in_[i]);
    }
    listing_.line_of.resize(recorded_.size());
    for (std::uint32_t i = recorded_.size(); i-- > 0;) {
      const NodeId node = became_[i];
      const bool is_written = written[i].first != no_line;
      const Lines lines = is_written ? written[i] : folded[i];
      const bool clear = (is_written && is_leaf(recorded_.op({i}))) || lines.first == lines.last;
      if (number[i])
        listing_.line_of[i] = clear ? lines.first : no_line;
      else
        listing_.line_of[i] = node == no_node ? no_line : line_of_[node.index];
      const auto arguments = recorded_.arguments({i});
      for (int k = 0; k < info(recorded_.op({i})).arity; ++k) {
        const NodeId argument = arguments[k];
        if (!number[argument.index]) continue;
        if (number[i])
          folded[argument.index].add(lines);
        else if (uses(node, became_[argument.index]))
          written[argument.index].add(line_of_[node.index]);
      }
    }
  }

  const Graph& recorded_;
  const program::Program& program_;
  const ArrayNames names_;
  const Graph& optimized_;
  const NodeMap& became_;
  const std::vector<program::Computed>& computed_;
  // Lines of the code:
  std::vector<std::uint32_t> line_of_;    // for each node of the optimized graph; constants have none of their own
  std::vector<std::uint32_t> stored_in_;  // for each output
  Listing listing_;
};

}  // namespace

Listing listing(const Graph& graph, const Options& options) {
  Options straight = options;
  straight.loops = Loops::Off;
  straight.backward = false;
  Provenance provenance;
  const Model model = lower(graph, straight, {}, &provenance);
  return Lister(graph, model, provenance).run();
}

}  // namespace mg::emit
