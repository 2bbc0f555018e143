#include "mg/emit/statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "mg/base/append_format.h"
#include "mg/core/ops.h"
#include "mg/emit/literal.h"

namespace mg::emit {
namespace {

constexpr std::size_t longest_nested = 80;  // characters
constexpr int most_nested = 12;             // operations in one statement
constexpr std::uint32_t turns_of_rows = 8;  // of a loop, that Rows of lanes.cc reads at once

/// An expression, and what is needed to put it into another one.
struct Text {
  std::string text;
  Binding binding = Binding::Call;
  int operations = 0;
  bool lanes = false;          // several numbers: of the type T
  std::string condition = {};  // of what is 1 or 0: when it is 1
};

/// How the code of an op that is 1 or 0 ends, and how that of an op asks whether an operand is not 0: where the one
/// meets the other, both are left out.
constexpr std::string_view as_number = " ? 1.0 : 0.0";
constexpr std::string_view as_condition = " != 0.0";

/// Whether the code of an op names an operand more than once, so that it has to be a name itself.
bool repeats(std::string_view code, char operand) {
  const char reference[] = {'{', operand, '}', '\0'};
  const auto first = code.find(reference);
  return first != std::string_view::npos && code.find(reference, first + 1) != std::string_view::npos;
}

/// How tightly an operand must bind to stand at `position` in `code` without parentheses.
Binding required(const OpInfo& row, std::size_t position) {
  if (row.binding == Binding::Call) return Binding::Choice;  // an argument
  if (row.binding == Binding::Choice) return Binding::Sum;   // beside ? : and a comparison
  if (row.binding == Binding::Prefix) return Binding::Call;
  const int left = position == 0 ? 0 : 1;  // a - b - c, but a - (b - c)
  return static_cast<Binding>(static_cast<int>(row.binding) + left);
}

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
      const OpInfo row = code_row(statement.op, statement.attribute);
      for (int k = 0; k < (copies ? 1 : row.arity); ++k) {
        const Operand& argument = statement.arguments[k];
        if (argument.space != Space::Local) continue;
        const bool again = !copies && repeats(row.code, static_cast<char>('0' + k));
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
    const OpInfo row = code_row(statement.op, statement.attribute);
    std::array<Text, 3> operands;
    bool lanes = false;
    for (int k = 0; k < row.arity; ++k) {
      operands[k] = take(statement.arguments[k]);
      lanes |= operands[k].lanes;
    }
    const bool calls = row.binding == Binding::Call && row.code.find('(') != std::string_view::npos;
    Text result = lanes && calls ? call_lanes(statement, row, operands) : expression(statement, row, operands, lanes);
    result.lanes = lanes;
    define(statement.target.index, std::move(result));
  }

  /// The code of an op over its operands.
  static Text expression(const Statement& statement, const OpInfo& row, const std::array<Text, 3>& operands,
                         bool lanes) {
    Text result{.text = {}, .binding = row.binding, .operations = 1};
    for (const Text& operand : operands) result.operations += operand.operations;
    for (std::size_t i = 0; i < row.code.size(); ++i) {
      if (row.code[i] != '{') {
        result.text += row.code[i];
        continue;
      }
      const char what = row.code[i + 1];
      if (what == 'k') {
        result.text += number_literal(statement.attribute);
      } else {
        const Text& operand = operands[static_cast<std::size_t>(what - '0')];
        if (row.code.substr(i + 3).starts_with(as_condition) && !operand.condition.empty()) {
          result.text += operand.condition;
          i += as_condition.size();
        } else {
          const bool bare = operand.binding >= required(row, i);
          result.text += bare ? operand.text : "(" + operand.text + ")";
        }
      }
      i += 2;
    }
    if (row.code.ends_with(as_number)) {
      result.condition = result.text.substr(0, result.text.size() - as_number.size());
    }
    if (lanes && row.binding == Binding::Choice) as_choice_of_lanes(result);
    return result;
  }

  /// `c ? a : b` as a call, since there is no such operator for lanes. The last choice of the text is the op's own:
  /// operands that are choices are in parentheses.
  static void as_choice_of_lanes(Text& choice) {
    int depth = 0;
    std::size_t question = 0, colon = 0;
    for (std::size_t i = 0; i < choice.text.size(); ++i) {
      if (choice.text[i] == '(') ++depth;
      if (choice.text[i] == ')') --depth;
      if (depth == 0 && choice.text[i] == '?') question = i;
      if (depth == 0 && choice.text[i] == ':' && choice.text[i - 1] == ' ') colon = i;
    }
    const std::string condition = choice.text.substr(0, question - 1);
    const std::string first = choice.text.substr(question + 2, colon - question - 3);
    choice.text = fmt::format("T::choose({}, {}, {})", condition, first, choice.text.substr(colon + 2));
    choice.binding = Binding::Call;
  }

  /// A call for each lane, of a function with the op's code.
  Text call_lanes(const Statement& statement, const OpInfo& row, const std::array<Text, 3>& operands) {
    std::string code(row.code);
    if (const std::size_t k = code.find("{k}"); k != std::string::npos)
      code.replace(k, 3, fmt::format("{{{}}}", row.arity));
    std::string_view function = row.code.substr(0, row.code.find('('));
    for (const std::string_view prefix : {"std::", "mg_"}) {
      if (function.starts_with(prefix)) function.remove_prefix(prefix.size());
    }
    if (function == "double") function = row.name;  // a cast
    const std::string name = fmt::format("op_{}", function);
    Text result{.text = fmt::format("T::template each<{}>(", name), .operations = 1};
    for (int k = 0; k < row.arity; ++k) {
      result.operations += operands[k].operations;
      result.text += (k > 0 ? ", " : "") + operands[k].text;
    }
    if (code != row.code) result.text += ", " + number_literal(statement.attribute);
    result.text += ')';
    file_.called_.emplace(name, std::move(code));
    return result;
  }

  void copy(const Statement& statement) {
    Text value = take(statement.arguments[0]);
    const Operand& target = statement.target;
    if (target.space == Space::Local) return define(target.index, std::move(value));
    if (target.space == Space::Held || target.space == Space::NotHeld) {
      const std::string condition = !value.condition.empty() ? value.condition : value.text + std::string(as_condition);
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
      case Space::Constant: {
        std::string literal = number_literal(program_.constants[operand.index]);
        const Binding binding = literal[0] == '-' ? Binding::Prefix : Binding::Call;
        return {.text = std::move(literal), .binding = binding};
      }
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
