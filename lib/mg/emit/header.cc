#include "mg/emit/header.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "mg/base/append_format.h"
#include "mg/base/quote.h"
#include "mg/core/error.h"
#include "mg/core/ops.h"
#include "mg/emit/cost.h"
#include "mg/emit/frame.h"
#include "mg/emit/lanes.h"
#include "mg/emit/library.h"
#include "mg/emit/literal.h"
#include "mg/emit/model.h"
#include "mg/emit/name_list.h"
#include "mg/emit/statements.h"

namespace mg::emit {
namespace {

/// The text around the statements.
class HeaderWriter {
 public:
  HeaderWriter(const Model& model, const Options& options) : model_(model), options_(options) {}

  std::string run() {
    programs([&](const Program& program) { library_.add(program), collect_data(program); });
    write_class();
    std::string body = std::move(out_);
    out_.clear();
    comment();
    out_ += frame_begin(library_.includes());
    put("namespace {} {{\n\n", options_.name);
    if (calls_library()) out_ += library_.declarations();
    for (const auto& [name, definition] : library_.helpers()) put("{}{}\n", exact(), definition);
    if (!lanes_.empty()) {
      if (!calls_library()) out_ += "#define MG_EXACT\n\n";
      out_ += lanes_prelude;
      lane_functions();
    }
    data();
    out_ += body;
    put("\n}}  // namespace {}\n", options_.name);
    if (!lanes_.empty()) out_ += "\n#undef MG_WIDTH\n#undef MG_INLINE";
    out_ += frame_end;
    return std::move(out_);
  }

 private:
  struct Parameter {
    const char* type;
    Space space;
  };
  enum class Kind : std::uint8_t {
    Computes,
    Checks,  ///< returns whether all guards hold
    Static,  ///< computes, without a Model
  };
  struct Entry {
    Kind kind;
    const char* name;
    std::vector<Parameter> parameters;
    const Program& program;

    /// Whether it leaves the Model as it is, so that threads can share it.
    bool is_const() const { return kind != Kind::Static && program.work == 0; }
    bool takes(Space space) const {
      return std::ranges::find(parameters, space, &Parameter::space) != parameters.end();
    }
  };

  template <class... Arguments> void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    append_format(out_, format, std::forward<Arguments>(arguments)...);
  }

  template <class Each> void programs(Each&& each) const {
    each(model_.forward);
    if (model_.backward) each(*model_.backward);
    if (model_.guards) each(*model_.guards);
    if (!model_.packed) return;
    each(model_.packed->forward);
    if (model_.packed->backward) each(*model_.packed->backward);
    each(model_.packed->pack);
    each(model_.packed->unpack);
  }

  void write_class() {
    out_ += counts(model_.inputs.size(), model_.parameters.size(), model_.outputs.size());
    put("struct Model : Counts<0> {{\n");
    out_ += name_function("input", model_.inputs);
    out_ += name_function("parameter", model_.parameters);
    out_ += name_function("output", model_.outputs);
    put("\n  /// Values of the outputs.\n");
    entry({Kind::Computes, "forward", forward_parameters(), model_.forward});
    if (model_.backward) {
      put("\n  /// Values of the outputs, and the vector-Jacobian product for the seeds y_bar (null: all ones).\n");
      entry({Kind::Computes, "backward", backward_parameters(), *model_.backward});
    }
    if (model_.guards) {
      put("\n  /// Whether every comparison that a branch was taken on while recording comes out the same here.\n");
      put("  /// Where it does not, the model computes the other branch's formula.\n");
      entry({Kind::Checks, "guards", guards_parameters(), *model_.guards});
    }
    if (model_.packed) packed_entries(*model_.packed);
    if (split_ || !lanes_.empty() || model_.work() > 0) put("\n private:\n");
    out_ += lanes_;
    out_ += functions_;
    if (model_.work() > 0) put("{}  double work_[{}];\n", split_ || !lanes_.empty() ? "\n" : "", model_.work());
    put("}};\n");
  }

  void packed_entries(const Programs::Packed& packed) {
    put("\n  /// The parameters in the order in which the loops read them, and back: for those who call more often "
        "than they\n");
    put("  /// change parameters. The entries below take and give parameters in that order.\n");
    names_.at(&packed.pack).outputs = "packed";
    names_.at(&packed.unpack).parameters = "packed";
    names_.at(&packed.unpack).outputs = "p";
    const std::vector<Parameter> parameters{{"const double*", Space::Parameter}, {"double*", Space::Output}};
    entry({Kind::Static, "pack", parameters, packed.pack});
    entry({Kind::Static, "unpack", parameters, packed.unpack});
    entry({Kind::Computes, "forward_packed", forward_parameters(), packed.forward});
    if (packed.backward) entry({Kind::Computes, "backward_packed", backward_parameters(), *packed.backward});
  }

  /// What goes before a function that calls the math library.
  const char* exact() const { return calls_library() ? "MG_EXACT " : ""; }
  bool calls_library() const { return !library_.functions().empty(); }

  void comment() {
    put("// Generated by mg-codegen {} from {}: {}, {}, {}, {}. Do not edit.\n//\n", MG_VERSION,
        comment_text(options_.source), counted(model_.inputs.size(), "input"),
        counted(model_.parameters.size(), "parameter"), counted(model_.outputs.size(), "output"),
        counted(model_.nodes, "node"));
    Cost most = cost(model_.forward);
    remark("forward", summary(most));
    const auto program = [&](const char* name, const std::optional<Program>& program) {
      if (!program) return;
      const Cost its = cost(*program);
      remark(name, summary(its));
      most.constant_bytes = std::max(most.constant_bytes, its.constant_bytes);
      most.stack_bytes = std::max(most.stack_bytes, its.stack_bytes);
    };
    program("backward", model_.backward);
    program("guards", model_.guards);
    remark("memory", fmt::format("{} bytes of constants, {} of work (sizeof(Model) is all of it), at most {} of stack",
                                 most.constant_bytes, std::uint64_t{model_.work()} * sizeof(double), most.stack_bytes));
    remark("options", fmt::format("--name {} --parameters {}{}{} --split {}", options_.name,
                                  model_.parameters_are_arguments ? "argument" : "bake",
                                  model_.backward ? fmt::format(" --wrt {}", wrt_name()) : " --no-backward",
                                  options_.loops == Loops::Off ? " --loops off" : "", options_.function_size));
    remark("bits", bits());
    remark("flags", unseen_flags);
    remark("threads", threads());
    remark("calls", "Arrays must not overlap.");
    remark("license", "What is generated carries no obligation: use it as you like.");
  }

  std::string bits() const {
    const std::string_view same = "Every result has the bits of the engine that recorded the graph";
    if (!calls_library()) return fmt::format("{}, on every machine.", same);
    return fmt::format("{}, with the same math library on the same kind of processor. Taken from the library: {}.",
                       same, fmt::join(library_.functions(), ", "));
  }

  std::string threads() const {
    if (not_const_.empty()) return "One Model serves any number of threads.";
    const std::string but = const_.empty() ? "" : fmt::format(" ({}: any number)", fmt::join(const_, ", "));
    return fmt::format("One Model serves one thread at a time{}.", but);
  }

  /// A comment of a label and a text, on as many lines as it takes.
  void remark(std::string_view label, std::string_view text) {
    constexpr std::size_t widest = 118;
    std::string line = fmt::format("// {:<9}", label);
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(' '));
      text.remove_prefix(std::min(word.size() + 1, text.size()));
      if (line.size() + 1 + word.size() > widest) {
        put("{}\n", line);
        line = fmt::format("// {:<9}", "");
      }
      line += ' ';
      line += word;
    }
    put("{}\n", line);
  }

  const char* wrt_name() const { return model_.x_bar && model_.p_bar ? "all" : model_.x_bar ? "inputs" : "parameters"; }

  /// Numbers the arrays of a program; those that programs share are kept once.
  void collect_data(const Program& program) {
    Names names;
    for (const auto& numbers : program.data) {
      std::string key(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
      const auto [entry, is_new] = data_numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(data_.size()));
      if (is_new) data_.push_back(&numbers);
      names.data.push_back(entry->second);
    }
    for (const auto& table : program.tables) {
      const auto [entry, is_new] = table_numbers_.try_emplace(table, static_cast<std::uint32_t>(tables_.size()));
      if (is_new) tables_.push_back(&table);
      names.tables.push_back(entry->second);
    }
    names_.emplace(&program, std::move(names));
  }

  /// The arrays that loops walk: static members of a template, so that a program that includes the file in several
  /// places has them once.
  void data() {
    if (data_.empty() && tables_.empty()) return;
    put("template <int> struct Data {{\n");
    for (std::size_t i = 0; i < data_.size(); ++i)
      put("  alignas(64) static const double d{}[{}];\n", i, data_[i]->size());
    const auto type = [&](std::size_t i) { return table_entry_size(*tables_[i]) == 2 ? "unsigned short" : "unsigned"; };
    for (std::size_t i = 0; i < tables_.size(); ++i)
      put("  static const {} t{}[{}];\n", type(i), i, tables_[i]->size());
    put("}};\n");
    for (std::size_t i = 0; i < data_.size(); ++i) {
      put("template <int i> alignas(64) const double Data<i>::d{}[{}] = {{", i, data_[i]->size());
      list(*data_[i], number_literal);
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      put("template <int i> const {} Data<i>::t{}[{}] = {{", type(i), i, tables_[i]->size());
      list(*tables_[i], [](std::uint32_t place) { return fmt::format("{}", place); });
    }
    out_ += '\n';
  }

  /// The entries of an array, on as many lines as it takes, and its end.
  template <class Numbers, class Show> void list(const Numbers& numbers, Show&& show) {
    std::size_t column = 1000;
    for (const auto number : numbers) {
      const std::string text = show(number);
      if (column + text.size() > 118) {
        if (out_.back() == ' ') out_.pop_back();
        out_ += "\n    ", column = 4;
      }
      out_ += text, out_ += ", ";
      column += text.size() + 2;
    }
    out_.resize(out_.size() - 2);
    put("}};\n");
  }

  /// What loops over lanes call one lane after the other.
  void lane_functions() {
    for (const auto& [name, definition] : called_) put("{}{}", exact(), definition);
    if (!called_.empty()) out_ += '\n';
  }

  std::vector<Parameter> forward_parameters() const {
    std::vector<Parameter> parameters = guards_parameters();
    parameters.push_back({"double*", Space::Output});
    return parameters;
  }
  std::vector<Parameter> guards_parameters() const {
    std::vector<Parameter> parameters{{"const double*", Space::Input}};
    if (model_.parameters_are_arguments) parameters.push_back({"const double*", Space::Parameter});
    return parameters;
  }
  std::vector<Parameter> backward_parameters() const {
    std::vector<Parameter> parameters = forward_parameters();
    parameters.push_back({"const double*", Space::Seed});
    if (model_.x_bar) parameters.push_back({"double*", Space::InputBar});
    if (model_.p_bar) parameters.push_back({"double*", Space::ParameterBar});
    return parameters;
  }

  static std::string declaration(const std::vector<Parameter>& parameters, const Names& names) {
    std::string text;
    for (const Parameter& parameter : parameters) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.type, array_name(parameter.space, names));
    }
    return text;
  }

  /// A program as one member function; or, if it is long, as several private ones that it calls in turn.
  void entry(const Entry& entry) {
    const bool checks = entry.kind == Kind::Checks;
    const char* result = checks ? "bool" : entry.kind == Kind::Static ? "static void" : "void";
    const char* constant = entry.is_const() ? " const" : "";
    if (entry.kind != Kind::Static) (entry.is_const() ? const_ : not_const_).emplace_back(entry.name);
    const Names& names = names_.at(&entry.program);
    put("  {}{} {}({}){} {{\n    MG_BEGIN\n", exact(), result, entry.name, declaration(entry.parameters, names),
        constant);
    if (entry.takes(Space::Seed)) {
      put("    static const double ones[{}] = {{", model_.outputs.size());
      for (std::size_t i = 0; i < model_.outputs.size(); ++i)
        put("{}1.0", i == 0 ? "" : i % 24 == 0 ? ",\n        " : ", ");
      put("}};\n    if (!y_bar) y_bar = ones;\n");
    }
    const auto& functions = entry.program.functions;
    StatementWriter writer(entry.program, names, next_lanes_);
    if (functions.size() == 1) {
      const std::string body = writer.write(functions[0], 4);
      out_ += unused(entry.parameters, names, writer, "    ");
      out_ += body;
    } else {
      split_ = true;
      std::string arguments;
      for (const Parameter& parameter : entry.parameters) {
        arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ", array_name(parameter.space, names));
      }
      for (std::size_t i = 0; i < functions.size(); ++i) {
        if (checks)
          put("    if (!{}_{}({})) return false;\n", entry.name, i, arguments);
        else
          put("    {}_{}({});\n", entry.name, i, arguments);
        const std::string body = writer.write(functions[i], 4);
        functions_ +=
            fmt::format("  MG_NOINLINE {}{} {}_{}({}){} {{\n    MG_BEGIN\n{}{}{}  }}\n", exact(), result, entry.name, i,
                        declaration(entry.parameters, names), constant, unused(entry.parameters, names, writer, "    "),
                        body, checks ? "    return true;\n" : "");
      }
    }
    if (checks) put("    return true;\n");
    put("  }}\n");
    lanes_ += writer.lanes();
    next_lanes_ = writer.next_lanes();
    called_.insert(writer.called().begin(), writer.called().end());
  }

  /// `(void)x;` for the parameters that the function written last does not use.
  static std::string unused(const std::vector<Parameter>& parameters, const Names& names, const StatementWriter& writer,
                            const char* margin) {
    std::string text;
    for (const Parameter& parameter : parameters) {
      if (!writer.uses(parameter.space))
        text += fmt::format("{}(void){};\n", margin, array_name(parameter.space, names));
    }
    return text;
  }

  const Model& model_;
  const Options& options_;
  std::string out_;
  Library library_;
  std::string functions_;  // the pieces of long entries
  bool split_ = false;
  std::vector<std::string_view> const_, not_const_;  // entries
  std::string lanes_;                                // the bodies of loops over lanes
  std::uint32_t next_lanes_ = 0;
  std::map<std::string, std::string> called_;  // by them
  std::vector<const std::vector<double>*> data_;
  std::vector<const std::vector<std::uint32_t>*> tables_;
  std::map<std::string, std::uint32_t> data_numbers_;  // by their bytes
  std::map<std::vector<std::uint32_t>, std::uint32_t> table_numbers_;
  std::map<const Program*, Names> names_;
};

}  // namespace

std::string header(const Graph& graph, const Options& options) {
  graph.require_output();
  return header(lower(graph, options), options);
}

std::string header(const Model& model, const Options& options) {
  if (model.outputs.empty()) throw UsageError("the graph has no output, so there is nothing to generate");
  if (!is_identifier(options.name)) {
    throw UsageError(fmt::format("{} cannot be the name of a namespace", quoted_briefly(options.name)));
  }
  return HeaderWriter(model, options).run();
}

}  // namespace mg::emit
