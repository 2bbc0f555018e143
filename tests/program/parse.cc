#include "parse.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "mg/base/number.h"
#include "mg/core/ops.h"
#include "mg/program/builder.h"

namespace mg::test {
namespace {

using namespace program;

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Program run() {
    while (skip_space(), !rest_.empty()) statement();
    return builder_.take();
  }

 private:
  void statement() {
    const std::string word = this->word();
    if (word == "}") {
      builder_.end_loop();
    } else if (word == "function") {
      builder_.begin_function();
      locals_.clear();
    } else if (word == "for") {
      loop();
    } else if (word == "guard") {
      const bool expected = !take("not ");
      builder_.guard(expression(), expected);
    } else if (word == "let") {
      const std::string name = this->word();
      expect("=");
      locals_[name] = builder_.let(expression());
    } else if (word == "store" || word == "acc") {
      const Id<Expr> target = expression();
      const bool minus = take("-=");
      if (word == "store" || !minus) expect(word == "store" ? "=" : "+=");
      const Id<Expr> value = expression();
      word == "store" ? builder_.store(target, value) : builder_.accumulate(target, value, minus);
    } else {
      declare(word);
    }
  }

  void declare(const std::string& what) {
    const std::string name = this->word();
    if (what == "data") {
      expect("=");
      std::vector<double> numbers;
      while (is_in_line()) numbers.push_back(number());
      buffers_[name] = builder_.data(numbers);
      return;
    }
    if (what == "table") {
      expect("=");
      std::vector<std::uint32_t> places;
      while (is_in_line()) places.push_back(static_cast<std::uint32_t>(number()));
      tables_[name] = builder_.table(places);
      return;
    }
    static const std::map<std::string, Role, std::less<>> roles{
        {"input", Role::Input},   {"parameter", Role::Parameter}, {"seed", Role::Seed},
        {"output", Role::Output}, {"input_bar", Role::InputBar},  {"parameter_bar", Role::ParameterBar},
        {"work", Role::Work}};
    const auto role = roles.find(what);
    if (role == roles.end()) fail("no statement");
    expect("[");
    buffers_[name] = builder_.buffer(role->second, static_cast<std::uint32_t>(number()));
    expect("]");
  }

  void loop() {
    const std::string name = word();
    expect("<");
    const auto count = static_cast<std::uint32_t>(number());
    loops_[name] = builder_.loop(count, take("lanes") ? Loop::Lanes : take("parallel") ? Loop::Parallel : Loop::Serial);
    expect("{");
    builder_.begin_loop(loops_[name]);
  }

  Id<Expr> expression() {
    skip_space();
    if (!std::isalpha(static_cast<unsigned char>(rest_.front())) || rest_.starts_with("inf") ||
        rest_.starts_with("nan")) {
      return builder_.number(number());
    }
    const std::string name = word();
    if (take("[")) return read(name);
    if (take("(")) return apply(name);
    const auto local = locals_.find(name);
    if (local == locals_.end()) fail("no local");
    return local->second;
  }

  Id<Expr> apply(const std::string& name) {
    std::vector<Op> ops;
    for (std::size_t i = 0; i < op_count; ++i) {
      if (info(static_cast<Op>(i)).name == name) ops.push_back(static_cast<Op>(i));
    }
    if (ops.empty()) fail("no op");
    std::array<Id<Expr>, 3> arguments;
    int count = 0;
    double attribute = 0.0;
    bool has_attribute = false;
    while (true) {
      skip_space();
      const bool takes_attribute =
          std::ranges::any_of(ops, [&](Op op) { return info(op).attribute.has_value() && info(op).arity == count; });
      if (takes_attribute && (std::isdigit(static_cast<unsigned char>(rest_.front())) || rest_.front() == '-')) {
        attribute = number();
        has_attribute = true;
      } else {
        arguments[static_cast<std::size_t>(count++)] = expression();
      }
      if (!take(",")) break;
    }
    expect(")");
    for (const Op op : ops) {
      if (info(op).attribute.has_value() == has_attribute && info(op).arity == count)
        return builder_.apply(op, arguments, attribute);
    }
    fail("an op of other arguments");
  }

  Id<Expr> read(const std::string& name) {
    const auto buffer = buffers_.find(name);
    if (buffer == buffers_.end()) fail("no buffer");
    std::uint32_t table = Walk::no_table;
    if (rest_.starts_with("table")) {
      table = tables_.at(word());
      expect("[");
    }
    std::uint32_t base = 0;
    std::vector<Step> steps;
    for (bool is_first = true; is_first || rest_.front() != ']'; is_first = false) {
      const int sign = take("-") ? -1 : 1;
      if (sign == 1) take("+");
      skip_space();
      std::int32_t factor = 1;
      if (std::isdigit(static_cast<unsigned char>(rest_.front()))) {
        factor = static_cast<std::int32_t>(number());
        if (!take("*")) {
          base = static_cast<std::uint32_t>(factor);
          continue;
        }
      }
      steps.push_back({loops_.at(word()), sign * factor});
      skip_space();
    }
    expect("]");
    if (table != Walk::no_table) expect("]");
    return builder_.read(buffer->second, base, builder_.walk(steps, table));
  }

  // --- words ---

  void skip_space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) rest_.remove_prefix(1);
  }
  bool is_in_line() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    return !rest_.empty() && rest_.front() != '\n';
  }
  bool take(std::string_view what) {
    skip_space();
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  void expect(std::string_view what) {
    if (!take(what)) fail("expected " + std::string(what));
  }
  std::string word() {
    skip_space();
    std::size_t length = 0;
    while (length < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[length])) || rest_[length] == '_'))
      ++length;
    length = std::max<std::size_t>(length, rest_.empty() ? 0 : 1);
    std::string word(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return word;
  }
  double number() {
    skip_space();
    const std::size_t length = std::min(rest_.find_first_of(" ,)]*\n"), rest_.size());
    const ParsedNumber parsed = parse_number(rest_.substr(0, length));
    if (parsed.status != ParsedNumber::Good) fail("no number");
    rest_.remove_prefix(length);
    return parsed.value;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at: " + std::string(rest_.substr(0, 40)));
  }

  std::string_view rest_;
  Builder builder_;
  std::map<std::string, Id<Buffer>, std::less<>> buffers_;
  std::map<std::string, std::uint32_t, std::less<>> tables_;
  std::map<std::string, Id<Loop>, std::less<>> loops_;
  std::map<std::string, Id<Expr>, std::less<>> locals_;
};

}  // namespace

program::Program parse(std::string_view text) { return Parser(text).run(); }

}  // namespace mg::test
