#include "mg/text/reader.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "mg/base/error.h"
#include "mg/base/nearest.h"
#include "mg/base/quote.h"
#include "mg/text/file.h"
#include "mg/text/scanner.h"

namespace mg {
namespace {

constexpr std::string_view magic = "mg-graph";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Ops by name: open addressing over a hash of the first and last letter and the length. Of the two ops that are called
/// `pow`, the one with two arguments.
class OpNames {
 public:
  constexpr OpNames() {
    slots_.fill(none);
    for (std::size_t op = 0; op < op_count; ++op) {
      const std::string_view name = op_table[op].name;
      std::size_t slot = hash(name);
      while (slots_[slot] != none && op_table[slots_[slot]].name != name) slot = (slot + 1) % slots_.size();
      if (slots_[slot] == none) slots_[slot] = static_cast<std::uint8_t>(op);
    }
  }

  /// False where there is no such op.
  constexpr bool find(std::string_view name, Op& op) const {
    if (name.empty()) return false;
    for (std::size_t slot = hash(name); slots_[slot] != none; slot = (slot + 1) % slots_.size()) {
      if (op_table[slots_[slot]].name != name) continue;
      op = static_cast<Op>(slots_[slot]);
      return true;
    }
    return false;
  }

 private:
  static constexpr std::uint8_t none = 0xff;
  static constexpr std::size_t hash(std::string_view name) {
    const auto byte = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
    return (byte(name.front()) * 7 + byte(name.back()) * 31 + name.size()) % 128;
  }
  std::array<std::uint8_t, 128> slots_{};
};
constexpr OpNames op_names;

/// The statements that start with a word.
constexpr std::array<std::string_view, 4> keywords{"scope", "guard", "output", "end"};

class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : text_(text), scanner_(text, file) {}

  Graph read() {
    header();
    while (!ended_) {
      if (!scanner_.next_statement()) {
        scanner_.fail(scanner_.at(), fmt::format("the file is truncated: \"end {}\" is missing", graph_.size()));
      }
      statement();
    }
    if (scanner_.next_statement()) scanner_.expected("nothing after \"end\"");
    return std::move(graph_);
  }

 private:
  struct OpenScope {
    ScopeId id;
    std::size_t line;
  };

  void header();
  void statement();
  void node();
  void open_scope();
  void close_scope();
  void guard();
  void output();
  void end();

  const char* skip_blanks() {
    scanner_.skip_blanks();
    return scanner_.at();
  }
  /// What was taken since `begin`, for messages.
  std::string taken(const char* begin) const { return quoted_briefly({begin, scanner_.at()}); }

  Op op();
  NodeId argument(Op op, int place);
  NodeId earlier_node(std::string_view what);
  void name(NodeId id);

  std::string_view text_;
  Scanner scanner_;
  Graph graph_;
  std::vector<OpenScope> open_scopes_;
  bool ended_ = false;
};

void Reader::header() {
  const char* const begin = scanner_.at();
  if (text_.empty()) scanner_.fail(begin, "the file is empty; a graph begins with the line \"mg-graph 1\"");
  if (text_.starts_with(byte_order_mark)) scanner_.fail(begin, "the file begins with a byte order mark; remove it");
  if (!text_.starts_with(magic) || scanner_.word() != magic) {
    scanner_.fail(begin, "not a graph: the first line has to be \"mg-graph 1\"");
  }
  const char* const place = skip_blanks();
  const std::uint32_t version = scanner_.count("the version of the format, 1");
  if (version != 1) {
    scanner_.fail(place, fmt::format("the file is in version {} of the format; this program reads version 1",
                                     std::string_view(place, scanner_.at())));
  }
  scanner_.end_statement();
}

void Reader::statement() {
  if (scanner_.peek() == '%') return node();
  if (scanner_.peek() == '}') return close_scope();
  const char* const begin = scanner_.at();
  const std::string_view word = scanner_.word();
  if (word == "output") return output();
  if (word == "guard") return guard();
  if (word == "scope") return open_scope();
  if (word == "end") return end();
  if (word.empty()) scanner_.expected("a statement");
  if (Op op; op_names.find(word, op)) {
    scanner_.fail(begin, fmt::format("a node begins with its id: \"%{} = {}\"", graph_.size(), word));
  }
  scanner_.fail(begin, fmt::format("unknown statement {}{}", quoted_briefly(word), did_you_mean(word, keywords)));
}

void Reader::node() {
  const char* const begin = scanner_.at();
  const std::uint32_t index = scanner_.id("the id of a node, such as %3");
  if (index != graph_.size()) {
    scanner_.fail(
        begin, fmt::format("expected %{}, found {}: ids count up from 0, without gaps", graph_.size(), taken(begin)));
  }
  scanner_.symbol('=', "\"=\"");
  Op op = this->op();
  if (is_leaf(op)) return name(graph_.append_leaf(op, scanner_.number("the value, a number")));

  std::array<NodeId, 3> arguments;
  double attribute = info(op).attribute.value_or(0.0);
  arguments[0] = argument(op, 0);
  skip_blanks();
  if (op == Op::Pow && scanner_.peek() != '%') {
    op = Op::PowConst;
    attribute = scanner_.number("the exponent of pow, a number or a node");
  } else if (info(op).attribute && !scanner_.at_end_of_statement() && scanner_.peek() != '"') {
    attribute = scanner_.number("a number, a name in quotes or the end of the line");
  }
  for (int place = 1; place < info(op).arity; ++place) arguments[place] = argument(op, place);
  name(graph_.append(op, arguments, attribute));
}

/// The end of a node's line.
void Reader::name(NodeId id) {
  skip_blanks();
  if (scanner_.peek() != '"') return scanner_.end_statement("a name in quotes or the end of the line");
  if (const std::string_view name = scanner_.string("a name"); !name.empty()) graph_.set_name(id, name);
  scanner_.end_statement();
}

Op Reader::op() {
  const char* const begin = skip_blanks();
  const std::string_view word = scanner_.word();
  if (word.empty()) scanner_.expected("an op");
  Op op;
  if (op_names.find(word, op)) return op;
  std::array<std::string_view, op_count> names;
  for (std::size_t i = 0; i < op_count; ++i) names[i] = op_table[i].name;
  scanner_.fail(begin, fmt::format("unknown op {}{}", quoted_briefly(word), did_you_mean(word, names)));
}

NodeId Reader::argument(Op op, int place) {
  skip_blanks();
  if (scanner_.peek() == '%') return earlier_node("a node, such as %3");
  const OpInfo& row = info(op);
  if (row.arity == 1) scanner_.expected(fmt::format("the argument of {}, such as %3", row.name));
  scanner_.expected(fmt::format("argument {} of {} for {}, such as %3", place + 1, row.arity, row.name));
}

NodeId Reader::earlier_node(std::string_view what) {
  const char* const begin = skip_blanks();
  const std::uint32_t index = scanner_.id(what);
  if (index >= graph_.size()) scanner_.fail(begin, fmt::format("{} is not an earlier node", taken(begin)));
  return {index};
}

void Reader::open_scope() {
  const std::size_t line = scanner_.line();
  graph_.open_scope(scanner_.string("the name of the scope in quotes"));
  open_scopes_.push_back({static_cast<ScopeId>(graph_.scopes().size() - 1), line});
  scanner_.symbol('{', "\"{\"");
  scanner_.end_statement();
}

void Reader::close_scope() {
  if (open_scopes_.empty()) scanner_.fail(scanner_.at(), "there is no open scope for this \"}\" to close");
  scanner_.symbol('}', "\"}\"");
  graph_.close_scope();
  open_scopes_.pop_back();
  scanner_.end_statement();
}

void Reader::guard() {
  const char* const begin = skip_blanks();
  const NodeId comparison = earlier_node("the comparison that is guarded, such as %3");
  const Op op = graph_.op(comparison);
  if (!info(op).compares) {
    scanner_.fail(
        begin, fmt::format("a guard is on a comparison (lt, le, eq), and %{} is {}", comparison.index, info(op).name));
  }
  const char* const place = skip_blanks();
  const std::uint32_t outcome = scanner_.count("the outcome of the comparison, 0 or 1");
  if (outcome > 1) {
    scanner_.fail(place, fmt::format("expected the outcome of the comparison, 0 or 1, found {}", taken(place)));
  }
  skip_blanks();
  const bool located = scanner_.peek() == '"';
  graph_.append_guard(comparison, outcome == 1, located ? scanner_.string("a place") : std::string_view());
  scanner_.end_statement(located ? "the end of the line" : "a place in quotes or the end of the line");
}

void Reader::output() {
  // The name is good only until the next string is taken; there is none before it is kept.
  const std::string_view name = scanner_.string("the name of the output in quotes");
  graph_.append_output(name, earlier_node("the node of the output, such as %3"));
  scanner_.end_statement();
}

void Reader::end() {
  const char* const place = skip_blanks();
  const std::uint32_t count = scanner_.count("the number of nodes");
  if (!open_scopes_.empty()) {
    const OpenScope open = open_scopes_.back();
    scanner_.fail(place, fmt::format("the scope {}, opened on line {}, is not closed",
                                     quoted_briefly(graph_.text(graph_.scopes()[open.id].name)), open.line));
  }
  if (count != graph_.size()) {
    scanner_.fail(place, fmt::format("expected {}, the number of nodes above, found {}", graph_.size(), taken(place)));
  }
  if (graph_.outputs().empty()) scanner_.fail(place, "the graph has no output");
  scanner_.end_statement();
  ended_ = true;
}

}  // namespace

Graph read(std::string_view text, std::string_view file_name) { return Reader(text, file_name).read(); }

Graph read_file(const std::string& path) { return read(read_whole(path), path); }

}  // namespace mg
