// What is wrong with a file, and what is said about it: a table of texts and messages.

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

#include "mg/base/error.h"
#include "mg/base/utf8.h"
#include "mg/text/reader.h"

namespace mg {
namespace {

using namespace std::string_literals;

struct Row {
  std::string text;
  std::size_t line;
  std::size_t column;
  std::string message;
};

/// What is shown of a row where a test fails; without it, its bytes would be, those between its members included.
void PrintTo(const Row& row, std::ostream* out) { *out << row.line << ':' << row.column << ": " << row.message; }

const std::string head = "mg-graph 1\n%0 = input 1 \"a\"\n";  // two lines
const std::string tail = "output \"y\" %0\nend 1\n";

std::string line_of(const std::string& text, std::size_t line) {
  std::size_t begin = 0;
  for (; line > 1; --line) begin = text.find('\n', begin) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

class ReaderErrors : public testing::TestWithParam<Row> {};

TEST_P(ReaderErrors, SaysWhatIsWrongAndWhere) {
  const Row& row = GetParam();
  try {
    read(row.text, "t.graph");
    FAIL() << "accepted: " << row.text;
  } catch (const ParseError& error) {
    EXPECT_EQ(error.file, "t.graph");
    EXPECT_EQ(error.line, row.line);
    EXPECT_EQ(error.column, row.column);
    EXPECT_EQ(error.message, row.message);
    // The whole: place, message, line and caret. Control characters are shown as spaces, bad bytes as U+FFFD.
    const std::string line = line_of(row.text, row.line);
    std::string shown, caret;
    const char* const end = line.data() + line.size();
    for (const char* at = line.data(); at != end;) {
      const std::size_t length = utf8_length(at, end);
      if (at - line.data() < static_cast<std::ptrdiff_t>(row.column - 1)) caret += ' ';
      shown += length == 0 ? "\xEF\xBF\xBD" : is_control(*at) ? " " : std::string(at, length);
      at += length == 0 ? 1 : length;
    }
    EXPECT_EQ(error.what(), "t.graph:" + std::to_string(row.line) + ":" + std::to_string(row.column) +
                                ": error: " + row.message + "\n" + shown + "\n" + caret + "^");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Header, ReaderErrors,
    testing::Values(Row{"", 1, 1, "the file is empty; a graph begins with the line \"mg-graph 1\""},
                    Row{"\n", 1, 1, "not a graph: the first line has to be \"mg-graph 1\""},
                    Row{"# comment\nmg-graph 1\n", 1, 1, "not a graph: the first line has to be \"mg-graph 1\""},
                    Row{" mg-graph 1\n", 1, 1, "not a graph: the first line has to be \"mg-graph 1\""},
                    Row{"digraph { }\n", 1, 1, "not a graph: the first line has to be \"mg-graph 1\""},
                    Row{"mg-graphs 1\n", 1, 1, "not a graph: the first line has to be \"mg-graph 1\""},
                    Row{"mg-graph\n", 1, 9, "expected the version of the format, 1, found the end of the line"},
                    Row{"mg-graph", 1, 9, "expected the version of the format, 1, found the end of the file"},
                    Row{"mg-graph one\n", 1, 10, "expected the version of the format, 1, found \"one\""},
                    Row{"mg-graph 1.0\n", 1, 10, "expected the version of the format, 1, found \"1.0\""},
                    Row{"mg-graph 01\n", 1, 10, "a whole number has no leading zeros"},
                    Row{"mg-graph 2\n%0 = tensor 3x3\n", 1, 10,
                        "the file is in version 2 of the format; this program reads version 1"},
                    Row{"mg-graph 99999999999999999999\n", 1, 10,
                        "the file is in version 99999999999999999999 of the format; this program reads version 1"},
                    Row{"mg-graph 1 draft\n", 1, 12, "expected the end of the line, found \"draft\""},
                    Row{"\xef\xbb\xbfmg-graph 1\n", 1, 1, "the file begins with a byte order mark; remove it"},
                    Row{"\xff\xfem\0g\0"s, 1, 1, "not a graph: the first line has to be \"mg-graph 1\""},
                    Row{"mg-graph 1\r\n", 1, 11, "found a carriage return; lines end in a line feed only"},
                    Row{"mg-graph 1\r", 1, 11, "found a carriage return; lines end in a line feed only"}));

INSTANTIATE_TEST_SUITE_P(
    Nodes, ReaderErrors,
    testing::Values(
        Row{head + "%1 = neg %0\r\n", 3, 12, "found a carriage return; lines end in a line feed only"},
        Row{head + "%2 = neg %0\n", 3, 1, "expected %1, found \"%2\": ids count up from 0, without gaps"},
        Row{head + "%0 = neg %0\n", 3, 1, "expected %1, found \"%0\": ids count up from 0, without gaps"},
        Row{head + "%4294967297 = neg %0\n", 3, 1,
            "expected %1, found \"%4294967297\": ids count up from 0, without gaps"},
        Row{head + "%01 = neg %0\n", 3, 1, "a whole number has no leading zeros"},
        Row{head + "%a = neg %0\n", 3, 1, "expected the id of a node, such as %3, found \"%a\""},
        Row{head + "%1a = neg %0\n", 3, 1, "expected the id of a node, such as %3, found \"%1a\""},
        Row{head + "% 1 = neg %0\n", 3, 1, "expected the id of a node, such as %3, found \"%\""},
        Row{head + "%1 neg %0\n", 3, 4, "expected \"=\", found \"neg\""},
        Row{head + "%1 =\n", 3, 5, "expected an op, found the end of the line"},
        Row{head + "%1 = \"neg\" %0\n", 3, 6, "expected an op, found a string"},
        Row{head + "%1 = mull %0 %0\n", 3, 6, "unknown op \"mull\" (did you mean \"mul\"?)"},
        Row{head + "%1 = sigmiod %0\n", 3, 6, "unknown op \"sigmiod\" (did you mean \"sigmoid\"?)"},
        Row{head + "%1 = Mul %0 %0\n", 3, 6, "unknown op \"Mul\" (did you mean \"mul\"?)"},
        Row{head + "%1 = convolution %0\n", 3, 6, "unknown op \"convolution\""},
        Row{head + "%1 = neg\n", 3, 9, "expected the argument of neg, such as %3, found the end of the line"},
        Row{head + "%1 = neg 5\n", 3, 10, "expected the argument of neg, such as %3, found \"5\""},
        Row{head + "%1 = neg %1\n", 3, 10, "\"%1\" is not an earlier node"},
        Row{head + "%1 = neg %7\n", 3, 10, "\"%7\" is not an earlier node"},
        Row{head + "%1 = neg %18446744073709551616\n", 3, 10, "\"%18446744073709551616\" is not an earlier node"},
        Row{head + "%1 = neg %00\n", 3, 10, "a whole number has no leading zeros"},
        Row{head + "%1 = neg %-0\n", 3, 10, "expected a node, such as %3, found \"%-0\""},
        Row{head + "%1 = neg %0 %0\n", 3, 13, "expected a name in quotes or the end of the line, found \"%0\""},
        Row{head + "%1 = neg %0 0.5\n", 3, 13, "expected a name in quotes or the end of the line, found \"0.5\""},
        Row{head + "%1 = neg %0 minus\n", 3, 13, "expected a name in quotes or the end of the line, found \"minus\""},
        Row{head + "%1 = neg %0 \"a\" \"b\"\n", 3, 17, "expected the end of the line, found a string"},
        Row{head + "%1 = add %0\n", 3, 12, "expected argument 2 of 2 for add, such as %3, found the end of the line"},
        Row{head + "%1 = add\n", 3, 9, "expected argument 1 of 2 for add, such as %3, found the end of the line"},
        Row{head + "%1 = add %0, %0\n", 3, 10, "expected a node, such as %3, found \"%0,\""},
        Row{head + "%1 = select %0 %0 # c\n", 3, 19,
            "expected argument 3 of 3 for select, such as %3, found a comment"},
        Row{head + "%1 = select %0 %0 %0 %0\n", 3, 22,
            "expected a name in quotes or the end of the line, found \"%0\""},
        Row{head + "%1 = neg%0\n", 3, 6, "unknown op \"neg%0\""},
        Row{head + "neg %0\n", 3, 1, "a node begins with its id: \"%1 = neg\""},
        Row{head + "outputs \"y\" %0\n", 3, 1, "unknown statement \"outputs\" (did you mean \"output\"?)"},
        Row{head + "{\n", 3, 1, "unknown statement \"{\""},
        Row{head + "= 5\n", 3, 1, "expected a statement, found \"=\""},
        Row{head + "\"y\"\n", 3, 1, "expected a statement, found a string"},
        Row{head + "\0\n"s, 3, 1, "found the control character \\x00"},
        Row{head + "%1 = neg \x1b[31m%0\n", 3, 10, "found the control character \\x1b"},
        Row{head + "%1 = n\xc3\xa9g %0\n", 3, 6, "unknown op \"n\xc3\xa9g\""},
        Row{head + "%1 = \xff %0\n", 3, 6, "unknown op \"\\xff\""},
        Row{head + "%1 = " + std::string(70, 'x') + "\n", 3, 6, "unknown op \"" + std::string(60, 'x') + "\"..."}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, ReaderErrors,
    testing::Values(
        Row{head + "%1 = constant\n", 3, 14, "expected the value, a number, found the end of the line"},
        Row{head + "%1 = constant \"pi\"\n", 3, 15, "expected the value, a number, found a string"},
        Row{head + "%1 = input %0\n", 3, 12, "expected the value, a number, found \"%0\""},
        Row{head + "%1 = constant 1,5\n", 3, 15, "expected the value, a number, found \"1,5\""},
        Row{head + "%1 = constant +1\n", 3, 15, "expected the value, a number, found \"+1\""},
        Row{head + "%1 = constant --1\n", 3, 15, "expected the value, a number, found \"--1\""},
        Row{head + "%1 = constant 1e\n", 3, 15, "expected the value, a number, found \"1e\""},
        Row{head + "%1 = constant 1.5.2\n", 3, 15, "expected the value, a number, found \"1.5.2\""},
        Row{head + "%1 = constant .\n", 3, 15, "expected the value, a number, found \".\""},
        Row{head + "%1 = constant -\n", 3, 15, "expected the value, a number, found \"-\""},
        Row{head + "%1 = constant 0x\n", 3, 15, "expected the value, a number, found \"0x\""},
        Row{head + "%1 = constant 0x1g\n", 3, 15, "expected the value, a number, found \"0x1g\""},
        Row{head + "%1 = constant 0x-1\n", 3, 15, "expected the value, a number, found \"0x-1\""},
        Row{head + "%1 = constant Infinity\n", 3, 15, "expected the value, a number, found \"Infinity\""},
        Row{head + "%1 = constant nan(0x1)\n", 3, 15, "expected the value, a number, found \"nan(0x1)\""},
        Row{head + "%1 = constant 1 2\n", 3, 17, "expected a name in quotes or the end of the line, found \"2\""},
        Row{head + "%1 = constant 1e309\n", 3, 15, "\"1e309\" is out of the range of a double"},
        Row{head + "%1 = constant -1e309\n", 3, 15, "\"-1e309\" is out of the range of a double"},
        Row{head + "%1 = constant 1e-400\n", 3, 15, "\"1e-400\" is out of the range of a double"},
        Row{head + "%1 = constant 0x1p+1024\n", 3, 15, "\"0x1p+1024\" is out of the range of a double"},
        Row{head + "%1 = pow %0\n", 3, 12,
            "expected the exponent of pow, a number or a node, found the end of the line"},
        Row{head + "%1 = pow %0 \"square\"\n", 3, 13,
            "expected the exponent of pow, a number or a node, found a string"},
        Row{head + "%1 = pow %0 two\n", 3, 13, "expected the exponent of pow, a number or a node, found \"two\""},
        Row{head + "%1 = pow 2 %0\n", 3, 10, "expected argument 1 of 2 for pow, such as %3, found \"2\""},
        Row{head + "%1 = pow %0 2 %0\n", 3, 15, "expected a name in quotes or the end of the line, found \"%0\""},
        Row{head + "%1 = relu %0 slope\n", 3, 14,
            "expected a number, a name in quotes or the end of the line, found \"slope\""},
        Row{head + "%1 = relu %0 1e999\n", 3, 14, "\"1e999\" is out of the range of a double"},
        Row{head + "%1 = relu %0 0.1 0.2\n", 3, 18,
            "expected a name in quotes or the end of the line, found \"0.2\""}));

INSTANTIATE_TEST_SUITE_P(
    Strings, ReaderErrors,
    testing::Values(
        Row{head + "%1 = neg %0 \"open\n", 3, 13, "the string has no closing quote on its line"},
        Row{head + "%1 = neg %0 \"open", 3, 13, "the string has no closing quote on its line"},
        Row{head + "%1 = neg %0 \"open\\\"\n", 3, 13, "the string has no closing quote on its line"},
        Row{head + "%1 = neg %0 \"a\tb\"\n", 3, 15, "a control character in a string has to be written as \\t"},
        Row{head + "%1 = neg %0 \"a\x01"
                   "b\"\n",
            3, 15, "a control character in a string has to be written as \\x01"},
        Row{head + "%1 = neg %0 \"a\x7f\"\n", 3, 15, "a control character in a string has to be written as \\x7f"},
        Row{head + "%1 = neg %0 \"a\0b\"\n"s, 3, 15, "a control character in a string has to be written as \\x00"},
        Row{head + "%1 = neg %0 \"a\r\n", 3, 15, "a control character in a string has to be written as \\x0d"},
        Row{head + "%1 = neg %0 \"a\\q\"\n", 3, 15, "unknown escape; there are \\\" \\\\ \\n \\t and \\xNN"},
        Row{head + "%1 = neg %0 \"a\\\n", 3, 15, "unknown escape; there are \\\" \\\\ \\n \\t and \\xNN"},
        Row{head + "%1 = neg %0 \"a\\", 3, 15, "unknown escape; there are \\\" \\\\ \\n \\t and \\xNN"},
        Row{head + "%1 = neg %0 \"a\\0\"\n", 3, 15, "unknown escape; there are \\\" \\\\ \\n \\t and \\xNN"},
        Row{head + "%1 = neg %0 \"a\\x4\"\n", 3, 15, "\\x takes two hexadecimal digits"},
        Row{head + "%1 = neg %0 \"a\\xg0\"\n", 3, 15, "\\x takes two hexadecimal digits"},
        Row{head + "%1 = neg %0 \"\\x", 3, 14, "\\x takes two hexadecimal digits"},
        Row{head + "%1 = neg %0 \"\\x4", 3, 14, "\\x takes two hexadecimal digits"},
        Row{head + "%1 = neg %0 \"\xc3\xa9\xff\"\n", 3, 16,
            "the byte \\xff is not UTF-8; in a string it is written as \\xff"},
        Row{head + "%1 = neg %0 \"\x80\"\n", 3, 14, "the byte \\x80 is not UTF-8; in a string it is written as \\x80"},
        Row{head + "%1 = neg %0 \"\xc0\xaf\"\n", 3, 14,
            "the byte \\xc0 is not UTF-8; in a string it is written as \\xc0"},
        Row{head + "%1 = neg %0 \"\xe0\x80\x80\"\n", 3, 14,
            "the byte \\xe0 is not UTF-8; in a string it is written as \\xe0"},
        Row{head + "%1 = neg %0 \"\xed\xa0\x80\"\n", 3, 14,
            "the byte \\xed is not UTF-8; in a string it is written as \\xed"},
        Row{head + "%1 = neg %0 \"\xf4\x90\x80\x80\"\n", 3, 14,
            "the byte \\xf4 is not UTF-8; in a string it is written as \\xf4"},
        Row{head + "%1 = neg %0 \"\xe2\x82\"\n", 3, 14,
            "the byte \\xe2 is not UTF-8; in a string it is written as \\xe2"},
        Row{head + "%1 = neg %0 \"\xf0\x9f\x98", 3, 14,
            "the byte \\xf0 is not UTF-8; in a string it is written as \\xf0"},
        Row{head + "# \xff\n", 3, 3, "the byte \\xff is not UTF-8"},
        Row{head + "# a\x02\n", 3, 4, "found the control character \\x02"},
        Row{head + "# a\r\n", 3, 4, "found a carriage return; lines end in a line feed only"}));

INSTANTIATE_TEST_SUITE_P(
    Structure, ReaderErrors,
    testing::Values(
        Row{"mg-graph 1\n", 2, 1, "the file is truncated: \"end 0\" is missing"},
        Row{"mg-graph 1", 1, 11, "the file is truncated: \"end 0\" is missing"},
        Row{head, 3, 1, "the file is truncated: \"end 1\" is missing"},
        Row{head + "output \"y\" %0\n# the rest is lost", 4, 19, "the file is truncated: \"end 1\" is missing"},
        Row{head + "output \"y\" %0\nen", 4, 1, "unknown statement \"en\" (did you mean \"end\"?)"},
        Row{head + "output \"y\" %0\nend", 4, 4, "expected the number of nodes, found the end of the file"},
        Row{head + "output \"y\" %0\nend %1\n", 4, 5, "expected the number of nodes, found \"%1\""},
        Row{head + "output \"y\" %0\nend -1\n", 4, 5, "expected the number of nodes, found \"-1\""},
        Row{head + "output \"y\" %0\nend 2\n", 4, 5, "expected 1, the number of nodes above, found \"2\""},
        Row{head + "output \"y\" %0\nend 0\n", 4, 5, "expected 1, the number of nodes above, found \"0\""},
        Row{head + "output \"y\" %0\nend 4294967297\n", 4, 5,
            "expected 1, the number of nodes above, found \"4294967297\""},
        Row{head + "output \"y\" %0\nend 1 1\n", 4, 7, "expected the end of the line, found \"1\""},
        Row{head + "end 1\n", 3, 5, "the graph has no output"},
        Row{"mg-graph 1\nend 0\n", 2, 5, "the graph has no output"},
        Row{head + tail + "\n# fine\n%1 = neg %0\n", 7, 1, "expected nothing after \"end\", found \"%1\""},
        Row{head + tail + "end 1\n", 5, 1, "expected nothing after \"end\", found \"end\""},
        Row{head + tail + "\0"s, 5, 1, "found the control character \\x00"},
        Row{head + "output y %0\n", 3, 8, "expected the name of the output in quotes, found \"y\""},
        Row{head + "output\n", 3, 7, "expected the name of the output in quotes, found the end of the line"},
        Row{head + "output \"y\"\n", 3, 11, "expected the node of the output, such as %3, found the end of the line"},
        Row{head + "output \"y\" 0\n", 3, 12, "expected the node of the output, such as %3, found \"0\""},
        Row{head + "output \"y\" %1\n", 3, 12, "\"%1\" is not an earlier node"},
        Row{head + "output \"y\" %0 %0\n", 3, 15, "expected the end of the line, found \"%0\""},
        Row{head + "scope {\n", 3, 7, "expected the name of the scope in quotes, found \"{\""},
        Row{head + "scope \"s\"\n", 3, 10, "expected \"{\", found the end of the line"},
        Row{head + "scope \"s\" { %1 = neg %0 }\n", 3, 13, "expected the end of the line, found \"%1\""},
        Row{head + "}\n", 3, 1, "there is no open scope for this \"}\" to close"},
        Row{head + "scope \"s\" {\n}\n}\n", 5, 1, "there is no open scope for this \"}\" to close"},
        Row{head + "scope \"s\" {\n} %1\n", 4, 3, "expected the end of the line, found \"%1\""},
        Row{head + "scope \"s\" {\nscope \"t\" {\n}\n" + tail, 7, 5,
            "the scope \"s\", opened on line 3, is not closed"},
        Row{head + "scope \"s\" {\n", 4, 1, "the file is truncated: \"end 1\" is missing"},
        Row{head + "guard %0 1\n", 3, 7, "a guard is on a comparison (lt, le, eq), and %0 is input"},
        Row{head + "guard %1 1\n", 3, 7, "\"%1\" is not an earlier node"},
        Row{head + "guard 0 1\n", 3, 7, "expected the comparison that is guarded, such as %3, found \"0\""},
        Row{head + "%1 = lt %0 %0\nguard %1\n", 4, 9,
            "expected the outcome of the comparison, 0 or 1, found the end of the line"},
        Row{head + "%1 = lt %0 %0\nguard %1 2\n", 4, 10, "expected the outcome of the comparison, 0 or 1, found \"2\""},
        Row{head + "%1 = lt %0 %0\nguard %1 true\n", 4, 10,
            "expected the outcome of the comparison, 0 or 1, found \"true\""},
        Row{head + "%1 = lt %0 %0\nguard %1 1 cost.h:12\n", 4, 12,
            "expected a place in quotes or the end of the line, found \"cost.h:12\""},
        Row{head + "%1 = lt %0 %0\nguard %1 1 \"cost.h:12\" 3\n", 4, 24, "expected the end of the line, found \"3\""}));

TEST(ReaderErrors, FarOutOnALongLineTheExcerptMovesAlong) {
  const std::string text = head + "%1 = neg" + std::string(500, ' ') + "%9\n";
  try {
    read(text, "t.graph");
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_EQ(error.column, 509u);
    EXPECT_EQ(error.message, "\"%9\" is not an earlier node");
    EXPECT_LT(std::string_view(error.what()).size(), 400u);
  }
}

}  // namespace
}  // namespace mg
