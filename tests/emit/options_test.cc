// One table for the command line, the library and the head of a file.

#include "mg/emit/options.h"

#include <gtest/gtest.h>

#include "mg/base/error.h"

namespace mg::emit {
namespace {

const OptionRow& row_of(std::string_view name) {
  for (const OptionRow& row : option_rows()) {
    if (row.name == name) return row;
  }
  throw std::logic_error("no such option");
}

TEST(OptionRows, SayWhatTheyWereSetTo) {
  for (const OptionRow& row : option_rows()) {
    SCOPED_TRACE(row.name);
    std::vector<std::string> values(row.choices.begin(), row.choices.end());
    if (row.is_number) values = {"1", "256", "1000000"};
    if (values.empty()) values = {row.argument.empty() ? "" : "a_name"};
    for (const std::string& value : values) {
      Options options;
      const Options before = options;
      row.set(options, value);
      const auto got = row.get(options);
      // What is left out is the default.
      EXPECT_EQ(got.value_or(row.choices.empty() ? "" : std::string(row.choices[0])), value);
      const std::string line = command_line(options);
      const std::string said = value.empty() ? "" : "--" + std::string(row.name) + " " + value;
      EXPECT_EQ(line.find(said) != std::string::npos, got.has_value() || value.empty()) << line;
      EXPECT_EQ(line == command_line(before), !got || row.get(before) == got) << line;
    }
    EXPECT_FALSE(row.help.empty());
  }
}

TEST(OptionRows, RefuseWhatIsNoneOfTheirs) {
  constexpr std::pair<const char*, const char*> wrong[] = {
      {"name", "class"}, {"name", ""},     {"parameters", "baked"}, {"wrt", "Inputs"},        {"loops", ""},
      {"split", "0"},    {"split", "1e3"}, {"split", "1000001"},    {"split", "99999999999"}, {"split", ""},
  };
  for (const auto& [name, value] : wrong) {
    SCOPED_TRACE(testing::Message() << name << ' ' << value);
    Options options;
    const std::string before = command_line(options);
    EXPECT_THROW(row_of(name).set(options, value), UsageError);
    EXPECT_EQ(command_line(options), before);
  }
}

TEST(OptionRows, MakeALine) {
  Options options;
  EXPECT_EQ(command_line(options), "--name model --parameters bake --wrt inputs --split 256");
  options.parameters = Parameters::Argument;
  EXPECT_EQ(command_line(options), "--name model --parameters argument --wrt all --split 256") << "what it stands for";
  options.backward = false, options.loops = Loops::Off;
  EXPECT_EQ(command_line(options), "--name model --parameters argument --no-backward --loops off --split 256");
}

}  // namespace
}  // namespace mg::emit
