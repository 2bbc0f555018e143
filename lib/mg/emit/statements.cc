#include "mg/emit/statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "mg/base/append_format.h"
#include "mg/core/ops.h"

namespace mg::emit {
namespace {

constexpr std::size_t longest_nested = 80;  // characters
constexpr int most_nested = 12;             // operations in one statement
constexpr std::uint32_t turns_of_rows = 8;  // of a loop, that Rows of lanes.cc reads at once

}  // namespace

std::string_view array_name(Space space, const Names& names) {
  switch (space) {
    case Space::Work:
      return "work_";
    case Space::Input:
      return "x";
    case Space::Parameter:
      return names.parameters;
    case Space::Seed:
      return "y_bar";
    case Space::Output:
      return names.outputs;
    case Space::InputBar:
      return "x_bar";
    case Space::ParameterBar:
      return "p_bar";
    case Space::Constant:
    case Space::Data:
    case Space::Local:
    case Space::Held:
    case Space::NotHeld:
      break;
  }
  return {};
}

class FunctionWriter {
 public:
  FunctionWriter(StatementWriter& file, const Function& function, int indent)
      : file_(file),
        program_(file.program_),
        operations_(file.operations_),
        function_(function),
        margin_(static_cast<std::size_t>(indent)),
        locals_(function.locals),
        uses_(function.locals, 0),
        defined_in_(function.locals, outside),
        varies_(function.locals),
        taken_by_(function.locals, outside) {
    for (const std::uint32_t variable : function.variables) varies_[variable] = true;
    count_uses();
  }

  std::string run() {
    file_.lines_.assign(function_.statements.size(), outside);
    for (; at_ < function_.statements.size(); ++at_) {
      const Statement& statement = function_.statements[at_];
      switch (statement.does) {
        case Does::Copy:
          copy(statement);
          break;
        case Does::Compute:
          compute(statement);
          break;
        case Does::Loop:
          open(statement.target.index);
          break;
        case Does::End:
          close();
          break;
      }
    }
    if (function_.loops.empty()) find_lines_of_nested();
    return std::move(out_);
  }

 private:
  static constexpr std::uint32_t outside = 0xffffffff;

  /// A statement that wrote no line is on that of the one that took its local: a later one.
  void find_lines_of_nested() {
    for (std::size_t s = file_.lines_.size(); s-- > 0;) {
      std::uint32_t& line = file_.lines_[s];
      if (line == outside) line = file_.lines_[taken_by_[function_.statements[s].target.index]];
    }
  }

  /// An operand that the code repeats counts as used more than once, and so does one that a loop inside uses.
  void count_uses() {
    std::vector<std::uint32_t> open{outside};
    for (const Statement& statement : function_.statements) {
      if (statement.does == Does::Loop) open.push_back(statement.target.index);
      if (statement.does == Does::End) open.pop_back();
      if (statement.does == Does::Loop || statement.does == Does::End) continue;
      const bool copies = statement.does == Does::Copy;
      for (int k = 0; k < (copies ? 1 : info(statement.op).arity); ++k) {
        const Operand& argument = statement.arguments[k];
        if (argument.space != Space::Local) continue;
        const bool again = !copies && operations_.repeats(statement.op, statement.attribute, k);
        uses_[argument.index] += again || defined_in_[argument.index] != open.back() ? 2 : 1;
      }
      if (statement.target.space == Space::Local) defined_in_[statement.target.index] = open.back();
    }
    for (std::uint32_t i = 0; i < function_.locals; ++i) uses_[i] += varies_[i] ? 2 : 0;
  }

  // --- loops ---

  struct Around {
    std::uint32_t loop;
    bool lanes;
    std::size_t begins = 0;  // in the text
    // Of a loop with lanes: what goes on after it.
    std::string out = {};
    std::size_t margin = 0;
    std::array<bool, space_count> used = {};
  };

  bool in_lanes() const { return lane_ != outside; }

  void open(std::uint32_t loop) {
    const Loop& it = function_.loops[loop];
    around_.push_back({loop, it.lanes});
    around_.back().begins = out_.size();
    if (!it.lanes) {
      line("for (int i{0} = 0; i{0} < {1}; ++i{0}) {{", loop, it.count);
      margin_ += 2;
      return;
    }
    Around& around = around_.back();
    around.out = std::exchange(out_, {});
    around.margin = std::exchange(margin_, 6);
    around.used = std::exchange(file_.used_, {});
    lane_ = loop;
    sums_in_lanes_ = false;
  }

  void close() {
    Around around = std::move(around_.back());
    around_.pop_back();
    if (!around.lanes) {
      margin_ -= 2;
      return line("}}");
    }
    lane_ = outside;
    const std::string body = std::exchange(out_, std::move(around.out));
    margin_ = around.margin;
    const std::string name = fmt::format("Loop{}", file_.next_lanes_++);
    std::string members, values;
    for (std::size_t s = 0; s < file_.used_.size(); ++s) {
      if (!file_.used_[s]) continue;
      const auto space = static_cast<Space>(s);
      const bool reads = space == Space::Input || space == Space::Parameter || space == Space::Seed;
      members += fmt::format("    {}double* {};\n", reads ? "const " : "", array_name(space, file_.names_));
      values += fmt::format("{}{}", values.empty() ? "" : ", ", array_name(space, file_.names_));
      around.used[s] = true;
    }
    for (const Around& outer : around_) {
      members += fmt::format("    int i{};\n", outer.loop);
      values += fmt::format("{}i{}", values.empty() ? "" : ", ", outer.loop);
    }
    file_.lanes_ += fmt::format(
        "  struct {} {{\n{}    template <class T> MG_EXACT void at(int i{}) const {{\n      MG_BEGIN\n{}    }}\n  "
        "}};\n",
        name, members, around.loop, body);
    file_.used_ = around.used;
    line("over<{}, {}>({}{{{}}});", function_.loops[around.loop].count, sums_in_lanes_ ? 1 : 0, name, values);
  }

  // --- statements ---

  void compute(const Statement& statement) {
    const auto arity = static_cast<std::size_t>(info(statement.op).arity);
    std::array<Text, 3> operands;
    for (std::size_t k = 0; k < arity; ++k) operands[k] = take(statement.arguments[k]);
    define(statement.target.index,
           operations_.write(statement.op, statement.attribute, std::span(operands).first(arity)));
  }

  void copy(const Statement& statement) {
    Text value = take(statement.arguments[0]);
    const Operand& target = statement.target;
    if (target.space == Space::Local) return define(target.index, std::move(value));
    if (target.space == Space::Held || target.space == Space::NotHeld) {
      const std::string condition = operations_.condition(value);
      return target.space == Space::Held ? line("if (!({})) return false;", condition)
                                         : line("if ({}) return false;", condition);
    }
    use(target.space);
    const Place place = place_of(target);
    if (!in_lanes()) return line("{}[{}] = {};", array_name(target.space, file_.names_), place.index, value.text);
    const std::string pointer = plus(array_name(target.space, file_.names_), place.index);
    const std::string number =
        value.lanes ? value.binding == Binding::Call ? value.text : "(" + value.text + ")" : "T(" + value.text + ")";
    if (place.lane_step == 1)
      line("{}.store({});", number, pointer);
    else
      line("{}.store({}, {});", number, pointer, place.lane_step);
  }

  /// Keeps the text of a local for its only use, or gives it a name.
  void define(std::uint32_t local, Text value) {
    if (varies_[local] && !locals_[local].text.empty()) {
      sums_in_lanes_ = true;
      return line("{} = {};", locals_[local].text, value.text);
    }
    const bool fits = value.text.size() <= longest_nested && value.operations <= most_nested;
    if (uses_[local] == 1 && fits) {
      locals_[local] = std::move(value);
      return;
    }
    const std::string name = fmt::format("t{}", named_++);
    const bool lanes = in_lanes() && (value.lanes || varies_[local]);
    // Not const: clang would try to work out each from those before it, and takes exponential time over `? :`.
    line("{} {} = {};", lanes ? "T" : "double", name, value.text);
    locals_[local] = {.text = name, .lanes = lanes};
  }

  // --- operands ---

  Text take(const Operand& operand) {
    switch (operand.space) {
      case Space::Constant:
        return operations_.literal(program_.constants[operand.index]);
      case Space::Data:
        return load(operand, fmt::format("Data<0>::d{}", file_.names_.data[operand.index]));
      case Space::Local:
        taken_by_[operand.index] = at_;
        return uses_[operand.index] == 1 ? std::move(locals_[operand.index]) : locals_[operand.index];
      case Space::Work:
      case Space::Input:
      case Space::Parameter:
      case Space::Seed:
        use(operand.space);
        return load(operand, array_name(operand.space, file_.names_));
      case Space::Output:
      case Space::InputBar:
      case Space::ParameterBar:
      case Space::Held:
      case Space::NotHeld:
        assert(!"not a place to read from");
    }
    return {};
  }

  void use(Space space) { file_.used_[static_cast<std::size_t>(space)] = true; }

  struct Place {
    std::string index;
    std::int32_t lane_step;
  };

  /// What stands in brackets, or is added to a pointer: of the operand, or of its table.
  Place place_of(const Operand& operand) const {
    const Walk& walk = program_.walks[operand.walk];
    const bool from_zero = operand.space == Space::Data || walk.table != no_table;
    Place place{from_zero || (operand.index == 0 && !walk.steps.empty()) ? "" : fmt::format("{}", operand.index), 0};
    for (const Walk::Step& step : walk.steps) {
      if (step.loop == lane_) place.lane_step = step.step;
      const bool minus = step.step < 0;
      const std::uint32_t size = minus ? -static_cast<std::uint32_t>(step.step) : static_cast<std::uint32_t>(step.step);
      if (!place.index.empty())
        place.index += minus ? " - " : " + ";
      else if (minus)
        place.index += "-";
      place.index += size == 1 ? fmt::format("i{}", step.loop) : fmt::format("{} * i{}", size, step.loop);
    }
    if (place.index.empty()) place.index = "0";
    return place;
  }

  static std::string plus(std::string_view pointer, const std::string& index) {
    return index == "0" ? std::string(pointer) : fmt::format("{} + {}", pointer, index);
  }

  /// Whether what the lanes read far apart goes on by 1 in the loop at hand, so that several turns can be read at once.
  bool reads_rows(const Walk& walk) const {
    const Around& loop = around_.back();
    if (loop.lanes || function_.loops[loop.loop].count % turns_of_rows != 0) return false;
    return std::ranges::any_of(walk.steps,
                               [&](const Walk::Step& step) { return step.loop == loop.loop && step.step == 1; });
  }

  Text load(const Operand& operand, std::string_view array) {
    const Walk& walk = program_.walks[operand.walk];
    const Place place = place_of(operand);
    const bool lanes = in_lanes() && place.lane_step != 0;
    if (walk.table != no_table) {
      const std::string table = fmt::format("Data<0>::t{}", file_.names_.tables[walk.table]);
      if (lanes) return {.text = fmt::format("T::load({}, {})", array, plus(table, place.index)), .lanes = true};
      return {.text = fmt::format("{}[{}[{}]]", array, table, place.index)};
    }
    if (!lanes) return {.text = fmt::format("{}[{}]", array, place.index)};
    if (place.lane_step == 1) return {.text = fmt::format("T::load({})", plus(array, place.index)), .lanes = true};
    const std::string pointer = plus(array, place.index);
    if (!reads_rows(walk)) {
      return {.text = fmt::format("T::load({}, {})", pointer, place.lane_step), .lanes = true};
    }
    const std::string rows = fmt::format("r{}", named_++);
    out_.insert(around_.back().begins, fmt::format("{:{}}Rows<T> {};\n", "", margin_ - 2, rows));
    return {.text = fmt::format("{}.next(i{}, {}, {})", rows, around_.back().loop, pointer, place.lane_step),
            .lanes = true};
  }

  template <class... Arguments> void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_.append(margin_, ' ');
    append_format(out_, format, std::forward<Arguments>(arguments)...);
    out_ += '\n';
    file_.lines_[at_] = written_++;
  }

  StatementWriter& file_;
  const Program& program_;
  OperationWriter& operations_;
  const Function& function_;
  std::size_t margin_;
  std::vector<Text> locals_;
  std::vector<std::uint32_t> uses_;
  std::vector<std::uint32_t> defined_in_;  // the loop that each local gets its value in
  std::vector<bool> varies_;               // locals that are variables
  std::vector<Around> around_;
  std::uint32_t lane_ = outside;  // the loop over lanes at hand
  bool sums_in_lanes_ = false;
  std::uint32_t named_ = 0;
  std::uint32_t at_ = 0;                 // the statement at hand
  std::uint32_t written_ = 0;            // lines
  std::vector<std::uint32_t> taken_by_;  // the statement that used each local last
  std::string out_;
};

std::string StatementWriter::write(const Function& function, int indent) {
  used_ = {};
  return FunctionWriter(*this, function, indent).run();
}

}  // namespace mg::emit
