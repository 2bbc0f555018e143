#include "csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mg/base/error.h"
#include "mg/base/utf8.h"

namespace mg::cli {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// What is not read beyond, as it may be endless.
bool is_no_text(char c) { return is_control(c) && c != '\t' && c != '\n' && c != '\r'; }
/// By its byte order mark, or as one of the first two bytes is 0, which is half of a letter of ASCII.
bool is_utf_16(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return true;
  return text.size() >= 2 && (text[0] == 0) != (text[1] == 0);
}

constexpr const char* no_text = "a control character; what has one in its name is called by its id";

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string_view file) : text_(text), file_(file) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  if (is_utf_16(text_)) {
    throw UsageError(fmt::format("{}: this is UTF-16, as spreadsheets save it; CSV is read as UTF-8", file));
  }
}

std::string hint_at_separator(std::string_view field) {
  const std::size_t at = field.find_first_of(";\t");
  if (at == std::string_view::npos) return {};
  return fmt::format("; commas separate columns here, not {}", field[at] == ';' ? "semicolons" : "tabs");
}

void append_csv_field(std::string& out, std::string_view text) {
  const bool has_outer_space = !text.empty() && (is_space(text.front()) || is_space(text.back()));
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !has_outer_space) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

bool CsvReader::next(std::vector<Field>& fields) {
  fields.clear();
  for (skip_space(); !at_end() && at_line_end(); skip_space()) skip_line_end();
  if (at_end()) return false;
  for (;;) {
    Field& field = fields.emplace_back(Field{{}, line_, at_ - line_begin_ + 1});
    if (!at_end() && text_[at_] == '"') {
      quoted_field(field);
    } else {
      const std::size_t begin = at_;
      while (!at_end() && !at_line_end() && text_[at_] != ',') {
        if (is_no_text(text_[at_])) fail({{}, line_, at_ - line_begin_ + 1}, no_text);
        ++at_;
      }
      std::size_t end = at_;
      while (end > begin && is_space(text_[end - 1])) --end;
      field.text = text_.substr(begin, end - begin);
    }
    if (at_end()) return true;
    if (at_line_end()) {
      skip_line_end();
      return true;
    }
    ++at_;  // the comma
    skip_space();
  }
}

void CsvReader::fail(const Field& field, std::string message) const {
  // The field may lie on an earlier line than the one being read.
  std::size_t begin = 0;
  for (std::size_t line = 1; line < field.line; ++line) begin = text_.find('\n', begin) + 1;
  const std::string_view line = text_.substr(begin, text_.find('\n', begin) - begin);
  throw ParseError(std::string(file_), field.line, field.column, std::move(message), std::string(line));
}

bool CsvReader::at_line_end() const {
  return text_[at_] == '\n' || (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
}

void CsvReader::skip_line_end() {
  at_ += text_[at_] == '\r' ? 2 : 1;
  line_begin_ = at_;
  ++line_;
}

void CsvReader::skip_space() {
  while (!at_end() && is_space(text_[at_])) ++at_;
}

void CsvReader::quoted_field(Field& field) {
  for (++at_;; ++at_) {
    if (at_end()) fail(field, "the quote is not closed");
    if (text_[at_] == '"') {
      ++at_;
      if (at_end() || text_[at_] != '"') break;
    } else if (text_[at_] == '\n') {
      line_begin_ = at_ + 1;
      ++line_;
    }
    if (is_no_text(text_[at_])) fail({{}, line_, at_ - line_begin_ + 1}, no_text);
    field.text += text_[at_];
  }
  skip_space();
  if (!at_end() && !at_line_end() && text_[at_] != ',')
    fail(field, "there is text between the closing quote and the comma" + hint_at_separator(text_.substr(at_, 1)));
}

}  // namespace mg::cli
