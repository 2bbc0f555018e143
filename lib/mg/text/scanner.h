#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mg {

/// Walks once over a text in the `.graph` format and takes it apart. What is not as expected throws ParseError, with
/// the place. The text must outlive it.
class Scanner {
 public:
  Scanner(std::string_view text, std::string_view file);

  const char* at() const { return at_; }
  std::size_t line() const { return line_; }

  /// The character here; '\n' also at the end of the text, so that the last line needs no line feed.
  char peek() const { return at_ == end_ ? '\n' : *at_; }
  bool at_end_of_text() const { return at_ == end_; }
  /// Whether the statement ends here: at the end of the line, or at a comment.
  bool at_end_of_statement() const { return peek() == '\n' || peek() == '#'; }

  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t')) ++at_;
  }
  /// To the start of the next statement, over blank lines and comments. False where there is none.
  bool next_statement();
  /// Over a comment, to the end of the line; where neither is here, `what` was expected.
  void end_statement(std::string_view what = "the end of the line");

  /// Each takes blanks, and then what it is called; `what` describes it in the error.
  void symbol(char symbol, std::string_view what);
  /// What reaches up to a blank, the end of the line, or one of `" # =`; perhaps empty.
  std::string_view word();
  /// `%` and digits. Beyond what fits it is the largest there is.
  std::uint32_t id(std::string_view what);
  /// Digits, likewise.
  std::uint32_t count(std::string_view what);
  double number(std::string_view what);
  /// A string, without quotes and escapes; good until the next one is taken.
  std::string_view string(std::string_view what);

  /// An error at `place`, on the current line.
  [[noreturn]] void fail(const char* place, std::string message) const;
  /// An error here: not `what`, but something else.
  [[noreturn]] void expected(std::string_view what) const;

 private:
  /// Digits here, as the end of what began at `begin`.
  std::uint32_t digits(const char* begin, std::string_view what);
  void comment();
  char escape();

  std::string_view file_;
  const char* at_;
  const char* end_;
  const char* line_begin_;
  std::size_t line_ = 1;
  std::string unescaped_;
};

}  // namespace mg
