#include "mg/program/text.h"

#include <algorithm>
#include <string_view>

#include "mg/base/append_format.h"
#include "mg/base/number.h"
#include "mg/core/ops.h"

namespace mg::program {
namespace {

constexpr std::string_view role_names[] = {"data",   "input",     "parameter",     "seed",
                                           "output", "input_bar", "parameter_bar", "work"};
constexpr std::string_view array_names[] = {"d", "x", "p", "y_bar", "y", "x_bar", "p_bar", "w"};

constexpr std::string_view kind_names[] = {"", " parallel", " lanes"};

class Writer {
 public:
  explicit Writer(const Program& program) : program_(program), names_(program.buffers.size()) {
    std::array<std::uint32_t, role_count> seen{};
    for (std::uint32_t i = 0; i < program.buffers.size(); ++i) {
      const auto role = static_cast<std::size_t>(program.buffers[{i}].role);
      names_[i] = array_names[role];
      // There may be any number of arrays of data; of all else there is one, as a rule.
      if (program.buffers[{i}].role == Role::Data || seen[role] > 0) append_format(names_[i], "{}", seen[role]);
      ++seen[role];
    }
  }

  std::string run() {
    for (std::uint32_t i = 0; i < program_.buffers.size(); ++i) declare({i});
    for (std::uint32_t i = 0; i < program_.tables.size(); ++i) {
      append_format(out_, "table table{} =", i);
      for (const std::uint32_t place : program_.tables[i]) append_format(out_, " {}", place);
      out_ += '\n';
    }
    for (const Function& function : program_.functions) {
      out_ += "function\n";
      write(function);
    }
    return std::move(out_);
  }

  std::string line(const Statement& statement) {
    write(statement);
    return std::move(out_);
  }

 private:
  void declare(Id<Buffer> id) {
    const Buffer& buffer = program_.buffers[id];
    append_format(out_, "{} {}{}", role_names[static_cast<std::size_t>(buffer.role)],
                  buffer.type == Scalar::Float ? "float " : "", names_[id.index]);
    if (buffer.role == Role::Data) {
      out_ += " =";
      for (const double number : program_.data[buffer.data]) out_ += ' ', append_number(out_, number);
    } else {
      append_format(out_, "[{}]", buffer.length);
    }
    out_ += '\n';
  }

  void write(const Function& function) {
    std::vector<std::uint32_t> ends;
    for (std::uint32_t s = function.begin;; ++s) {
      for (; !ends.empty() && ends.back() == s; ends.pop_back()) {
        out_.append(2 * ends.size(), ' ');
        out_ += "}\n";
      }
      if (s == function.end) return;
      out_.append(2 + 2 * ends.size(), ' ');
      const Statement& statement = program_.statements[s];
      write(statement);
      out_ += '\n';
      if (statement.kind() == Statement::For) ends.push_back(statement.end());
    }
  }

  void write(const Statement& statement) {
    switch (statement.kind()) {
      case Statement::Let:
        out_ += "let ";
        return assign(statement, " = ");
      case Statement::Store:
        out_ += "store ";
        return assign(statement, " = ");
      case Statement::Accumulate:
        out_ += "acc ";
        return assign(statement, statement.minus() ? " -= " : " += ");
      case Statement::Guard:
        out_ += statement.expected() ? "guard " : "guard not ";
        return expression(statement.value());
      case Statement::For: {
        const Loop& loop = program_.loops[statement.loop()];
        append_format(out_, "for i{} < {}{} {{", statement.loop().index, loop.count, kind_names[loop.kind]);
        return;
      }
    }
  }

  void assign(const Statement& statement, std::string_view sign) {
    expression(statement.target());
    out_ += sign;
    expression(statement.value());
  }

  /// By a stack, as trees may be deep.
  void expression(Id<Expr> root) {
    struct Visit {
      Id<Expr> id;
      int next = 0;
    };
    std::vector<Visit> stack{{root}};
    while (!stack.empty()) {
      auto& [id, next] = stack.back();
      const Expr& expr = program_.exprs[id];
      if (expr.kind() != Expr::Apply) {
        leaf(id);
        stack.pop_back();
        continue;
      }
      const OpInfo& row = info(expr.op());
      if (next == 0) append_format(out_, "{}(", row.name);
      if (next < row.arity) {
        if (next > 0) out_ += ", ";
        stack.push_back({expr.argument(next++)});
        continue;
      }
      if (row.attribute) out_ += ", ", append_number(out_, program_.attribute(expr));
      out_ += ')';
      stack.pop_back();
    }
  }

  void leaf(Id<Expr> id) {
    const Expr& expr = program_.exprs[id];
    switch (expr.kind()) {
      case Expr::Number:
        return append_number(out_, program_.number(id));
      case Expr::Local:
        return append_format(out_, "t{}", expr.local());
      case Expr::Read:
        return read(expr);
      case Expr::Apply:
        return;
    }
  }

  void read(const Expr& expr) {
    append_format(out_, "{}[", names_[expr.buffer().index]);
    const std::uint32_t table = program_.walks[expr.walk()].table;
    if (table != Walk::no_table) append_format(out_, "table{}[", table);
    bool is_first = expr.base() == 0;
    if (!is_first) append_format(out_, "{}", expr.base());
    for (const Step& step : program_.steps_of(expr.walk())) {
      if (!is_first) out_ += step.step < 0 ? " - " : " + ";
      if (is_first && step.step < 0) out_ += '-';
      if (step.step != 1 && step.step != -1) append_format(out_, "{}*", std::abs(std::int64_t{step.step}));
      append_format(out_, "i{}", step.loop.index);
      is_first = false;
    }
    if (is_first) out_ += '0';
    out_ += table == Walk::no_table ? "]" : "]]";
  }

  const Program& program_;
  std::vector<std::string> names_;  // of buffers
  std::string out_;
};

}  // namespace

std::string to_text(const Program& program) { return Writer(program).run(); }

std::string to_text(const Program& program, const Statement& statement) { return Writer(program).line(statement); }

std::string to_text(const Program& program, const Computed& computed) {
  std::string text = to_text(program, program.statements[computed.statement]);
  std::vector<Id<Loop>> around;
  std::uint32_t turns = 1;
  for (std::uint32_t s = 0; s < computed.statement; ++s) {
    const Statement& statement = program.statements[s];
    if (statement.kind() != Statement::For || statement.end() <= computed.statement) continue;
    around.push_back(statement.loop());
    turns *= program.loops[statement.loop()].count;
  }
  for (const Id<Loop> loop : around) {
    turns /= program.loops[loop].count;
    append_format(text, ", i{} = {}", loop.index, computed.turn / turns % program.loops[loop].count);
  }
  return text;
}

}  // namespace mg::program
