#include "mg/emit/statements.h"

#include <algorithm>
#include <cassert>

#include "mg/base/append.h"
#include "mg/core/ops.h"

namespace mg::emit {
namespace {

using program::Expr;
using program::Loop;
using program::Role;
using program::Statement;
using program::Step;
using program::Walk;

constexpr std::uint32_t turns_of_rows = 8;  // of a loop, that Rows of lanes_prelude.cc reads at once

std::string plus(std::string_view pointer, const std::string& index) {
  return index == "0" ? std::string(pointer) : joined(pointer, " + ", index);
}

}  // namespace

ArrayNames array_names(const Entry& entry, const Dialect& dialect) {
  ArrayNames names;
  for (const Entry::Argument& argument : entry.arguments) {
    names.array[static_cast<std::size_t>(argument.role)] = argument.name;
  }
  names.array[static_cast<std::size_t>(Role::Work)] = dialect.work;
  return names;
}

class FunctionWriter {
 public:
  FunctionWriter(StatementWriter& file, const program::Function& function, int indent)
      : file_(file),
        program_(file.program_),
        dialect_(file.dialect_),
        operations_(file.operations_),
        function_(function),
        margin_(static_cast<std::size_t>(indent)),
        locals_(function.locals),
        varies_(function.locals) {
    for (std::uint32_t s = function.begin; s < function.end; ++s) {
      const Statement& statement = program_.statements[s];
      if (statement.kind() != Statement::Accumulate) continue;
      const Expr& target = program_.exprs[statement.target()];
      if (target.kind() == Expr::Local) varies_[target.local()] = true;
    }
  }

  std::string run() {
    file_.lines_.clear();
    for (std::uint32_t s = function_.begin; s < function_.end; ++s) {
      close_loops(s);
      file_.lines_.push_back(written_);
      write(s);
    }
    close_loops(function_.end);
    return std::move(out_);
  }

 private:
  // --- loops ---

  struct Around {
    Id<Loop> loop;
    std::uint32_t end;   // statement
    std::size_t begins;  // in the text
    // Of a loop with lanes: what goes on after it.
    std::string out = {};
    std::size_t margin = 0;
    std::array<bool, program::role_count> used = {};
  };

  bool in_lanes() const { return static_cast<bool>(lane_); }

  void open(const Statement& statement) {
    const Loop& loop = program_.loops[statement.loop()];
    around_.push_back({statement.loop(), statement.end(), out_.size()});
    if (loop.kind != Loop::Lanes || !dialect_.has_lanes) {
      const std::string index = joined("i", statement.loop().index);
      line("for (", dialect_.index, index, " = 0; ", index, " < ", loop.count, "; ++", index, ") {");
      margin_ += 2;
      return;
    }
    Around& around = around_.back();
    around.out = std::exchange(out_, {});
    around.margin = std::exchange(margin_, 6);
    around.used = std::exchange(file_.used_, {});
    lane_ = statement.loop();
    sums_in_lanes_ = false;
  }

  /// Those that end before a statement.
  void close_loops(std::uint32_t s) {
    while (!around_.empty() && around_.back().end == s) {
      Around around = std::move(around_.back());
      around_.pop_back();
      if (around.loop == lane_) {
        close_lanes(std::move(around));
      } else {
        margin_ -= 2;
        line("}");
      }
    }
  }

  /// Puts the body into a struct of its own, and a call in its place.
  void close_lanes(Around around) {
    lane_ = {};
    const std::string body = std::exchange(out_, std::move(around.out));
    margin_ = around.margin;
    const std::string name = joined("Loop", file_.next_lanes_++);
    std::string members, values;
    const auto member = [&](std::string_view type, std::string_view its) {
      append(members, "    ", type, its, ";\n");
      append(values, values.empty() ? "" : ", ", its);
    };
    for (std::size_t r = 0; r < file_.used_.size(); ++r) {
      if (!file_.used_[r]) continue;
      member(is_written(static_cast<Role>(r)) ? "double* " : "const double* ", file_.names_.array[r]);
      around.used[r] = true;
    }
    for (const Around& outer : around_) member(dialect_.index, joined("i", outer.loop.index));
    append(file_.lanes_, "  struct ", name, " {\n", members, "    template <class T> MG_EXACT void at(int i",
           around.loop.index, ") const {\n      MG_BEGIN\n", body, "    }\n  };\n");
    file_.used_ = around.used;
    line("over<", program_.loops[around.loop].count, sums_in_lanes_ ? ", 1>(" : ", 0>(", name, "{", values, "});");
  }

  // --- statements ---

  void write(std::uint32_t s) {
    const Statement& statement = program_.statements[s];
    if (statement.kind() == Statement::For) return open(statement);
    Text value = evaluate(s, statement.value());
    switch (statement.kind()) {
      case Statement::Let:
        return let(program_.exprs[statement.target()].local(), value);
      case Statement::Store:
        return store(program_.exprs[statement.target()], value);
      case Statement::Accumulate:
        return accumulate(statement, std::move(value));
      case Statement::Guard: {
        const std::string condition = operations_.condition(value);
        if (statement.expected()) return line("if (!(", condition, ")) ", dialect_.broken);
        return line("if (", condition, ") ", dialect_.broken);
      }
      case Statement::For:
        break;
    }
  }

  void let(std::uint32_t local, const Text& value) {
    const bool lanes = in_lanes() && (value.lanes || varies_[local]);
    const std::string name = joined("t", local);
    line(lanes ? "T " : dialect_.number, name, " = ", value.text, ";");
    locals_[local] = {.text = name, .lanes = lanes};
  }

  void store(const Expr& target, const Text& value) {
    const std::string_view array = use(program_.buffers[target.buffer()].role);
    const Place place = place_of(target);
    if (!in_lanes()) return line(array, "[", place.index, "] = ", value.text, ";");
    const std::string pointer = plus(array, place.index);
    std::string number;
    if (!value.lanes)
      number = "T(" + value.text + ")";
    else
      number = value.binding == Binding::Call ? value.text : "(" + value.text + ")";
    if (place.lane_step == 1)
      line(number, ".store(", pointer, ");");
    else
      line(number, ".store(", pointer, ", ", place.lane_step, ");");
  }

  void accumulate(const Statement& statement, Text value) {
    const Expr& target = program_.exprs[statement.target()];
    const std::array<Text, 2> terms{leaf(target), std::move(value)};
    const Text sum = operations_.write(statement.minus() ? Op::Sub : Op::Add, 0.0, terms);
    if (target.kind() == Expr::Read) return store(target, sum);
    sums_in_lanes_ |= in_lanes();
    line(terms[0].text, " = ", sum.text, ";");
  }

  // --- expressions ---

  /// Operations in the order in which they stand; each is used once, by a later one.
  Text evaluate(std::uint32_t s, Id<Expr> root) {
    if (program_.exprs[root].kind() != Expr::Apply) return leaf(program_.exprs[root]);
    const std::uint32_t first = file_.first_[s];
    if (made_.size() < root.index + 1 - first) made_.resize(root.index + 1 - first);
    for (std::uint32_t i = first; i <= root.index; ++i) {
      const Expr& expr = program_.exprs[{i}];
      if (expr.kind() != Expr::Apply) continue;
      const auto arity = static_cast<std::size_t>(info(expr.op()).arity);
      std::array<Text, 3> operands;
      for (std::size_t k = 0; k < arity; ++k) {
        const Id<Expr> argument = expr.argument(static_cast<int>(k));
        const Expr& its = program_.exprs[argument];
        operands[k] = its.kind() == Expr::Apply ? std::move(made_[argument.index - first]) : leaf(its);
      }
      made_[i - first] = operations_.write(expr.op(), program_.attribute(expr), std::span(operands).first(arity));
    }
    return std::move(made_[root.index - first]);
  }

  Text leaf(const Expr& expr) {
    switch (expr.kind()) {
      case Expr::Number:
        return operations_.literal(program_.numbers[expr.number()]);
      case Expr::Local:
        return locals_[expr.local()];
      case Expr::Read: {
        const program::Buffer& buffer = program_.buffers[expr.buffer()];
        if (buffer.role != Role::Data) return load(expr, use(buffer.role));
        return load(expr, file_.names_.data[buffer.data]);
      }
      case Expr::Apply:
        break;
    }
    return {};
  }

  // --- places ---

  std::string_view use(Role role) {
    file_.used_[static_cast<std::size_t>(role)] = true;
    return file_.names_.array[static_cast<std::size_t>(role)];
  }

  struct Place {
    std::string index;
    std::int32_t lane_step;
  };

  /// What stands in brackets, or is added to a pointer: of the array, or of its table.
  Place place_of(const Expr& expr) const {
    const auto steps = program_.steps_of(expr.walk());
    Place place{expr.base() == 0 && !steps.empty() ? "" : joined(expr.base()), 0};
    for (const Step& step : steps) {
      if (step.loop == lane_) place.lane_step = step.step;
      const bool minus = step.step < 0;
      const std::uint32_t size = minus ? -static_cast<std::uint32_t>(step.step) : static_cast<std::uint32_t>(step.step);
      if (!place.index.empty())
        place.index += minus ? " - " : " + ";
      else if (minus)
        place.index += "-";
      if (size != 1) append(place.index, size, " * ");
      append(place.index, "i", step.loop.index);
    }
    return place;
  }

  /// Whether what the lanes read far apart goes on by 1 in the loop at hand, so that several turns can be read at once.
  bool reads_rows(const Expr& expr) const {
    const Id<Loop> loop = around_.back().loop;
    if (loop == lane_ || program_.loops[loop].count % turns_of_rows != 0) return false;
    return std::ranges::any_of(program_.steps_of(expr.walk()),
                               [&](const Step& step) { return step.loop == loop && step.step == 1; });
  }

  Text load(const Expr& expr, std::string_view array) {
    const Place place = place_of(expr);
    const bool lanes = in_lanes() && place.lane_step != 0;
    if (const std::uint32_t its = program_.walks[expr.walk()].table; its != Walk::no_table) {
      const std::string& table = file_.names_.tables[its];
      if (lanes) return {.text = joined("T::load(", array, ", ", plus(table, place.index), ")"), .lanes = true};
      return {.text = joined(array, "[", table, "[", place.index, "]]")};
    }
    if (!lanes) return {.text = joined(array, "[", place.index, "]")};
    const std::string pointer = plus(array, place.index);
    if (place.lane_step == 1) return {.text = joined("T::load(", pointer, ")"), .lanes = true};
    if (!reads_rows(expr)) {
      return {.text = joined("T::load(", pointer, ", ", place.lane_step, ")"), .lanes = true};
    }
    const std::string rows = joined("r", rows_++);
    out_.insert(around_.back().begins, joined(std::string(margin_ - 2, ' '), "Rows<T> ", rows, ";\n"));
    return {.text = joined(rows, ".next(i", around_.back().loop.index, ", ", pointer, ", ", place.lane_step, ")"),
            .lanes = true};
  }

  template <class... Parts> void line(const Parts&... parts) {
    out_.append(margin_, ' ');
    append(out_, parts..., "\n");
    ++written_;
  }

  StatementWriter& file_;
  const program::Program& program_;
  const Dialect& dialect_;
  OperationWriter& operations_;
  const program::Function& function_;
  std::size_t margin_;
  std::vector<Text> locals_;
  std::vector<bool> varies_;  // locals that are added to
  std::vector<Text> made_;    // of the operations of the statement at hand
  std::vector<Around> around_;
  Id<Loop> lane_;  // the loop over lanes at hand
  bool sums_in_lanes_ = false;
  std::uint32_t rows_ = 0;
  std::uint32_t written_ = 0;  // lines
  std::string out_;
};

StatementWriter::StatementWriter(const program::Program& program, const ArrayNames& names, const Dialect& dialect,
                                 std::uint32_t first_lanes)
    : program_(program),
      names_(names),
      first_(first_operations(program)),
      next_lanes_(first_lanes),
      dialect_(dialect),
      operations_(dialect) {}

std::string StatementWriter::write(const program::Function& function, int indent) {
  used_ = {};
  return FunctionWriter(*this, function, indent).run();
}

}  // namespace mg::emit
