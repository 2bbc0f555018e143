#include "command_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <type_traits>

#include "mg/base/nearest.h"
#include "mg/base/number.h"
#include "mg/base/quote.h"

namespace mg::cli {
namespace {

namespace po = boost::program_options;

constexpr std::size_t help_column = 30;
constexpr std::size_t help_width = 100;

std::string_view long_name(const Option& option) { return option.name.substr(0, option.name.find(',')); }

bool takes_argument(const Option& option) { return !std::holds_alternative<bool*>(option.target); }

// --- the table ---

/// The command's own options, and those that all commands have.
struct Table {
  explicit Table(const Command& command) : options(command.options) {
    options.push_back(
        {"output,o", &output, "write to FILE, whole or not at all, instead of to standard output", "FILE"});
    options.push_back({"help,h", &help, "show this help"});
    options.push_back({"version", &version, "show the version"});
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  const Option& at(std::string_view name) const {
    for (const Option& option : options) {
      if (long_name(option) == name) return option;
    }
    throw std::logic_error("an option that is not in the table");
  }

  /// Whether a word is an option: `--csv`.
  bool has(std::string_view word) const {
    return word.starts_with("--") && std::ranges::find(options, word.substr(2), long_name) != options.end();
  }

  std::vector<Option> options;
  std::string output = "-";
  bool help = false;
  bool version = false;
};

// --- --help ---

/// Appends `text` in lines that start at `help_column`, with the cursor at `column`.
void append_wrapped(std::string& out, std::string_view text, std::size_t column) {
  if (column + 2 > help_column) {
    out += '\n';
    column = 0;
  }
  out.append(help_column - column, ' ');
  column = help_column;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (column > help_column && column + 1 + word.size() > help_width) {
      out.append(1, '\n').append(help_column, ' ');
      column = help_column;
    }
    if (column > help_column) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

std::string help_of(const Command& command, const Table& table) {
  std::string out = fmt::format("{}\n\nUsage: {} [OPTION]... [FILE]\n", command.summary, command.name);
  out += "FILE is a recorded graph; without one, or with -, it is read from standard input.\n\n";
  for (const Option& option : table.options) {
    const std::string_view name = long_name(option);
    std::string row = "  ";
    if (name.size() < option.name.size()) row += fmt::format("-{}, ", option.name.back());
    row += fmt::format("--{}", name);
    if (std::holds_alternative<OptionalArgument*>(option.target)) {
      row += fmt::format(" [{}]", option.argument);
    } else if (takes_argument(option)) {
      row += fmt::format(" {}", option.argument);
    }
    out += row;
    std::string help(option.help);
    const auto is_explained = [&](std::string_view choice) {
      return help.find(fmt::format("{}: ", choice)) < help.size();
    };
    if (!std::ranges::all_of(option.choices, is_explained))
      help += fmt::format(": {}", fmt::join(option.choices, ", "));
    append_wrapped(out, help, row.size());
  }
  if (!command.notes.empty()) out += fmt::format("\n{}\n", command.notes);
  out +=
      "\nExit status: 0 done, 1 the check said no, 2 wrong usage or bad input, 3 something outside failed, "
      "memory\nincluded.\n";
  out += "\nExample:\n";
  for (std::string_view lines = command.example; !lines.empty();) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    out += fmt::format("  {}\n", line);
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
  return out;
}

// --- the command line ---

[[noreturn]] void report_out_of_range(const Option& option, const std::string& text) {
  throw CommandLineError(fmt::format("--{}: {} is out of range", long_name(option), text));
}

long whole_number(const Option& option, const std::string& text) {
  long number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (stop == end && error == std::errc()) return number;
  if (stop == end && error == std::errc::result_out_of_range) report_out_of_range(option, text);
  throw CommandLineError(fmt::format("--{} takes a whole number, not {}", long_name(option), quoted_briefly(text)));
}

double number(const Option& option, const std::string& text) {
  const ParsedNumber parsed = parse_typed_number(text);
  if (parsed.status == ParsedNumber::Good) return parsed.value;
  if (parsed.status == ParsedNumber::OutOfRange) report_out_of_range(option, text);
  throw CommandLineError(fmt::format("--{} takes a number, not {}", long_name(option), quoted_briefly(text)));
}

const std::string& one_of_choices(const Option& option, const std::string& text) {
  if (option.choices.empty()) return text;
  for (const std::string_view choice : option.choices) {
    if (choice == text) return text;
  }
  throw CommandLineError(fmt::format("--{} takes one of {}, not {}{}", long_name(option),
                                     fmt::join(option.choices, ", "), quoted_briefly(text),
                                     did_you_mean(text, option.choices)));
}

/// Gives options their arguments.
class Setter {
 public:
  void set(const Option& option) {
    std::visit(
        [](auto* target) {
          using T = std::remove_pointer_t<decltype(target)>;
          if constexpr (std::is_same_v<T, bool>) *target = true;
          if constexpr (std::is_same_v<T, OptionalArgument>) target->given = true;
        },
        option.target);
  }

  void set(const Option& option, const std::string& text) {
    require_something(option, text);
    if (!std::holds_alternative<std::vector<std::string>*>(option.target)) require_no_other(option, text);
    std::visit([&](auto* target) { assign(*target, option, text); }, option.target);
  }

 private:
  /// An empty argument, such as a variable of the shell that is not set, is never what was meant.
  static void require_something(const Option& option, const std::string& text) {
    if (!text.empty()) return;
    throw CommandLineError(fmt::format("--{} needs an argument that is not empty", long_name(option)));
  }

  void require_no_other(const Option& option, const std::string& text) {
    const auto [row, is_new] = given_.emplace(&option, text);
    if (is_new || row->second == text) return;
    throw CommandLineError(fmt::format("--{} is given twice: {} and {}", long_name(option), quoted_briefly(row->second),
                                       quoted_briefly(text)));
  }

  static void assign(bool& target, const Option&, const std::string&) { target = true; }
  static void assign(long& target, const Option& option, const std::string& text) {
    target = whole_number(option, text);
  }
  static void assign(std::optional<long>& target, const Option& option, const std::string& text) {
    target = whole_number(option, text);
  }
  static void assign(double& target, const Option& option, const std::string& text) { target = number(option, text); }
  static void assign(OptionalArgument& target, const Option& option, const std::string& text) {
    target = {true, one_of_choices(option, text)};
  }
  static void assign(InputFile& target, const Option&, const std::string& text) { target.path = text; }
  static void assign(std::vector<std::string>& target, const Option& option, const std::string& text) {
    target.push_back(one_of_choices(option, text));
  }
  static void assign(auto& target, const Option& option, const std::string& text) {
    target = one_of_choices(option, text);
  }

  std::map<const Option*, std::string> given_;
};

/// An argument without an option, and the option with an optional argument that it stands behind, if it does.
struct Positional {
  std::string text;
  const Option* behind = nullptr;
};

po::parsed_options split(const Table& table, int argc, char** argv) {
  po::options_description rows;
  for (const Option& option : table.options) {
    const std::string name(option.name);
    if (!takes_argument(option)) {
      rows.add_options()(name.c_str(), po::value<bool>()->zero_tokens());
    } else if (std::holds_alternative<OptionalArgument*>(option.target)) {
      rows.add_options()(name.c_str(), po::value<std::string>()->implicit_value(""));
    } else {
      rows.add_options()(name.c_str(), po::value<std::string>());
    }
  }
  using namespace po::command_line_style;
  const int style = allow_long | long_allow_adjacent | long_allow_next | allow_short | short_allow_adjacent |
                    short_allow_next | allow_dash_for_short | allow_sticky;  // and no guessing
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  return po::command_line_parser(arguments).options(rows).style(style).run();
}

/// The same, with what Boost says of a mistake put into our words.
po::parsed_options split_or_explain(const Table& table, int argc, char** argv) {
  try {
    return split(table, argc, argv);
  } catch (const po::unknown_option& error) {
    const std::string given = error.get_option_name();
    std::vector<std::string> dashed;
    for (const Option& option : table.options) dashed.push_back(fmt::format("--{}", long_name(option)));
    const std::vector<std::string_view> names(dashed.begin(), dashed.end());
    const std::string_view close = nearest(given, names);
    const std::string hint = close.empty() ? std::string() : fmt::format(" (did you mean {}?)", close);
    throw CommandLineError(fmt::format("unknown option {}{}", given, hint));
  } catch (const po::invalid_command_line_syntax& error) {
    switch (error.kind()) {
      case po::invalid_syntax::missing_parameter:
      case po::invalid_syntax::empty_adjacent_parameter:
        throw CommandLineError(fmt::format("{} needs an argument", error.get_option_name()));
      case po::invalid_syntax::extra_parameter:
        throw CommandLineError(fmt::format("{} takes no argument", error.get_option_name()));
      default:
        throw CommandLineError(error.what());
    }
  } catch (const po::error& error) {
    throw CommandLineError(error.what());
  }
}

/// Sets the targets of the options, and returns the rest.
std::vector<Positional> set_options(const Table& table, const po::parsed_options& parsed, Setter& setter) {
  std::vector<Positional> positionals;
  const Option* waiting = nullptr;  // an option whose optional argument may follow
  for (const auto& item : parsed.options) {
    if (item.string_key.empty()) {
      for (const std::string& text : item.value) positionals.push_back({text, text == "-" ? nullptr : waiting});
      waiting = nullptr;
      continue;
    }
    const Option& option = table.at(item.string_key);
    waiting = nullptr;
    if (!takes_argument(option)) {
      setter.set(option);
      continue;
    }
    if (!std::holds_alternative<OptionalArgument*>(option.target)) {
      const std::string& argument = item.value.at(0);
      if (item.original_tokens.size() > 1 && table.has(argument)) {
        throw CommandLineError(
            fmt::format("--{} needs {}, and {} is an option", long_name(option), option.argument, argument));
      }
      setter.set(option, argument);
      continue;
    }
    // Versions of Boost differ in whether they take the next word as the argument. It is told by the words taken.
    const bool adjacent = item.original_tokens.size() == 1 && !item.value.empty();
    setter.set(option);
    if (adjacent) setter.set(option, item.value[0]);
    if (item.value.empty()) {
      waiting = &option;
    } else if (!adjacent) {
      positionals.push_back({item.value[0], item.value[0] == "-" ? nullptr : &option});
    }
  }
  return positionals;
}

bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) || error;
}

/// Tells the input from the optional arguments of options.
Session::Paths paths(std::vector<Positional> positionals, std::string output, Setter& setter) {
  Session::Paths paths{.output = std::move(output)};
  for (std::size_t i = 0; i < positionals.size() && positionals.size() > 1;) {
    if (!positionals[i].behind) {
      ++i;
      continue;
    }
    setter.set(*positionals[i].behind, positionals[i].text);
    positionals.erase(positionals.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (positionals.size() > 1) {
    throw CommandLineError(fmt::format("there is one input at most, but both {} and {} are given",
                                       quoted_briefly(positionals[0].text), quoted_briefly(positionals[1].text)));
  }
  if (positionals.empty()) return paths;
  const auto& [text, behind] = positionals[0];
  if (!behind && text.empty()) throw CommandLineError("the name of the input is empty");
  if (behind && !is_there(text) && !::isatty(STDIN_FILENO)) {
    setter.set(*behind, text);
    paths.missing = text;
  } else {
    paths.input.path = text;
  }
  return paths;
}

std::vector<ReadFile> files_to_read(const Table& table, const InputFile& input) {
  std::vector<ReadFile> files{{"the graph", input}};
  for (const Option& option : table.options) {
    if (!std::holds_alternative<InputFile*>(option.target)) continue;
    const InputFile& file = *std::get<InputFile*>(option.target);
    if (file.is_given()) files.push_back({fmt::format("--{}", long_name(option)), file});
  }
  return files;
}

}  // namespace

std::string help_text(const Command& command) { return help_of(command, Table(command)); }

CommandLine parse_command_line(const Command& command, int argc, char** argv) {
  Table table(command);
  Setter setter;
  std::vector<Positional> positionals = set_options(table, split_or_explain(table, argc, argv), setter);
  if (table.help || table.version) return {.paths = {}, .help = table.help, .version = table.version};
  CommandLine line{.paths = paths(std::move(positionals), std::move(table.output), setter)};
  line.read = files_to_read(table, line.paths.input);
  return line;
}

}  // namespace mg::cli
