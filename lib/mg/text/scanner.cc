#include "mg/text/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "mg/base/error.h"
#include "mg/base/number.h"
#include "mg/base/quote.h"
#include "mg/base/utf8.h"

namespace mg {
namespace {

/// By byte: whether a word ends before it.
constexpr std::array<bool, 256> ends_word = [] {
  std::array<bool, 256> ends{};
  for (int c = 0; c <= ' '; ++c) ends[c] = true;
  for (const unsigned char c : {'"', '#', '=', '\x7f'}) ends[c] = true;
  return ends;
}();

/// By byte: whether a string goes on after it as it is: ASCII, but for quotes, backslashes and control characters.
constexpr std::array<bool, 256> is_plain = [] {
  std::array<bool, 256> plain{};
  for (int c = ' '; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string in_hex(char c) { return fmt::format("\\x{:02x}", static_cast<unsigned char>(c)); }

}  // namespace

Scanner::Scanner(std::string_view text, std::string_view file)
    : file_(file), at_(text.data()), end_(text.data() + text.size()), line_begin_(text.data()) {}

bool Scanner::next_statement() {
  for (;;) {
    skip_blanks();
    if (at_ == end_) return false;
    if (*at_ == '#') comment();
    if (at_ == end_) return false;
    if (*at_ != '\n') return true;
    line_begin_ = ++at_;
    ++line_;
  }
}

void Scanner::end_statement(std::string_view what) {
  skip_blanks();
  if (peek() == '\n') return;
  if (*at_ != '#') expected(what);
  comment();
}

void Scanner::comment() {
  while (at_ != end_ && *at_ != '\n') {
    if (is_control(*at_) && *at_ != '\t') expected("text");
    const std::size_t length = utf8_length(at_, end_);
    if (length == 0) fail(at_, fmt::format("the byte {} is not UTF-8", in_hex(*at_)));
    at_ += length;
  }
}

void Scanner::symbol(char symbol, std::string_view what) {
  skip_blanks();
  if (peek() != symbol) expected(what);
  ++at_;
}

std::string_view Scanner::word() {
  skip_blanks();
  const char* const begin = at_;
  while (at_ != end_ && !ends_word[static_cast<unsigned char>(*at_)]) ++at_;
  return {begin, at_};
}

std::uint32_t Scanner::id(std::string_view what) {
  skip_blanks();
  const char* const begin = at_;
  if (peek() == '%') {
    ++at_;
    if (is_digit(peek())) return digits(begin, what);
  }
  at_ = begin;
  expected(what);
}

std::uint32_t Scanner::count(std::string_view what) {
  skip_blanks();
  if (!is_digit(peek())) expected(what);
  return digits(at_, what);
}

std::uint32_t Scanner::digits(const char* begin, std::string_view what) {
  constexpr std::uint64_t most = 0xffffffff;
  const char* const first = at_;
  std::uint64_t number = 0;
  for (; is_digit(peek()); ++at_) number = std::min(number * 10 + static_cast<std::uint64_t>(*at_ - '0'), most);
  if (*first == '0' && at_ - first > 1) fail(begin, "a whole number has no leading zeros");
  if (at_ != end_ && !ends_word[static_cast<unsigned char>(*at_)]) {
    at_ = begin;
    expected(what);
  }
  return static_cast<std::uint32_t>(number);
}

double Scanner::number(std::string_view what) {
  skip_blanks();
  const char* const begin = at_;
  double value = 0.0;
  // Nearly all numbers are decimals, which need not be looked through for their end beforehand.
  const bool decimal = is_digit(peek()) || (peek() == '-' && at_ + 1 != end_ && is_digit(at_[1]));
  if (decimal) {
    const auto [stop, error] = std::from_chars(at_, end_, value);
    if (error == std::errc() && (stop == end_ || ends_word[static_cast<unsigned char>(*stop)])) {
      at_ = stop;
      return value;
    }
  }
  const std::string_view text = word();
  const ParsedNumber parsed = parse_number(text);
  at_ = begin;
  if (parsed.status == ParsedNumber::NotANumber) expected(what);
  if (parsed.status == ParsedNumber::OutOfRange) {
    fail(begin, fmt::format("{} is out of the range of a double", quoted_briefly(text)));
  }
  at_ += text.size();
  return parsed.value;
}

std::string_view Scanner::string(std::string_view what) {
  skip_blanks();
  if (peek() != '"') expected(what);
  const char* const quote = at_++;
  const char* run = at_;  // what is behind it is in `unescaped_`
  bool escaped = false;
  for (;;) {
    while (at_ != end_ && is_plain[static_cast<unsigned char>(*at_)]) ++at_;
    const char c = peek();
    if (c == '"') break;
    if (c == '\n') fail(quote, "the string has no closing quote on its line");
    if (c == '\\') {
      if (!escaped) unescaped_.clear();
      escaped = true;
      unescaped_.append(run, at_);
      unescaped_ += escape();
      run = at_;
    } else if (is_control(c)) {
      fail(at_, fmt::format("a control character in a string has to be written as {}", c == '\t' ? "\\t" : in_hex(c)));
    } else {
      const std::size_t length = utf8_length(at_, end_);
      if (length == 0) fail(at_, fmt::format("the byte {0} is not UTF-8; in a string it is written as {0}", in_hex(c)));
      at_ += length;
    }
  }
  const char* const stop = at_++;
  if (!escaped) return {run, stop};
  unescaped_.append(run, stop);
  return unescaped_;
}

char Scanner::escape() {
  const char* const backslash = at_++;
  const char c = peek();
  if (c == 'x') {
    const int high = end_ - at_ > 1 ? hex_digit(at_[1]) : -1;
    const int low = end_ - at_ > 2 ? hex_digit(at_[2]) : -1;
    if (high < 0 || low < 0) fail(backslash, "\\x takes two hexadecimal digits");
    at_ += 3;
    return static_cast<char>(high * 16 + low);
  }
  const char meant = c == 'n' ? '\n' : c == 't' ? '\t' : c == '"' || c == '\\' ? c : '\0';
  if (meant == '\0') fail(backslash, R"(unknown escape; there are \" \\ \n \t and \xNN)");
  ++at_;
  return meant;
}

void Scanner::fail(const char* place, std::string message) const {
  const char* const line_end = std::find(place, end_, '\n');
  throw ParseError(std::string(file_), line_, static_cast<std::size_t>(place - line_begin_) + 1, std::move(message),
                   std::string(line_begin_, line_end));
}

void Scanner::expected(std::string_view what) const {
  if (at_ == end_) fail(at_, fmt::format("expected {}, found the end of the file", what));
  switch (*at_) {
    case '\n':
      fail(at_, fmt::format("expected {}, found the end of the line", what));
    case '#':
      fail(at_, fmt::format("expected {}, found a comment", what));
    case '"':
      fail(at_, fmt::format("expected {}, found a string", what));
    case '\r':
      fail(at_, "found a carriage return; lines end in a line feed only");
  }
  if (is_control(*at_)) fail(at_, fmt::format("found the control character {}", in_hex(*at_)));
  const char* stop = at_ + 1;
  while (stop != end_ && !ends_word[static_cast<unsigned char>(*stop)]) ++stop;
  fail(at_, fmt::format("expected {}, found {}", what, quoted_briefly({at_, stop})));
}

}  // namespace mg
