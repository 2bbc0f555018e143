#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mg::cli {

/// For the end of a message about the first field of a text: what it has in the place of commas, if anything.
std::string hint_at_separator(std::string_view field);

/// Appends a field as RFC 4180 wants it: in quotes where it holds a comma, a quote or the end of a line; and where it
/// begins or ends with a space.
void append_csv_field(std::string& out, std::string_view text);

/// Reads comma-separated values (RFC 4180; lines may also end in a line feed alone; blank lines are skipped, and so are
/// a byte order mark and spaces around a field). The text must outlive it.
class CsvReader {
 public:
  struct Field {
    std::string text;
    std::size_t line;    ///< where it begins, from 1
    std::size_t column;  ///< in bytes, from 1
  };

  /// UsageError for UTF-16.
  CsvReader(std::string_view text, std::string_view file);

  /// Takes the next row; false at the end. ParseError for a quote that is not closed, or followed by more text, and for
  /// control characters.
  bool next(std::vector<Field>& fields);
  /// ParseError at the beginning of `field`.
  [[noreturn]] void fail(const Field& field, std::string message) const;

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool at_line_end() const;
  void skip_line_end();
  void skip_space();
  void quoted_field(Field& field);

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_begin_ = 0;
};

}  // namespace mg::cli
