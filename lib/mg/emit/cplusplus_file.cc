#include "mg/emit/cplusplus_file.h"

#include "mg/emit/cost.h"
#include "mg/emit/file_writer.h"
#include "mg/emit/frame.h"
#include "mg/emit/lanes_prelude.h"
#include "mg/emit/name_list.h"

namespace mg::emit {
namespace {

class CplusplusWriter : public FileWriter {
 public:
  CplusplusWriter(const Model& model, const Options& options)
      : FileWriter(model, options, cplusplus,
                   {.model = "Model", .holds = "return true;", .data = "Data<0>::", .remark = "  /// ", .margin = 2}) {}

  std::string run() {
    write_class();
    const std::string body = std::exchange(out_, {});
    // Of a large model, the text is most of the memory: it is put together once.
    out_.reserve(body.size() + pieces_.size() + (std::size_t{1} << 16));
    comment("//", "//");
    out_ += frame_begin(includes());
    put("namespace {} {{\n\n", options_.name);
    if (calls_library()) declare_library();
    for (const auto& [name, definition] : library_.helpers()) put("{}{}\n", exact(), definition);
    if (!lanes_.empty()) {
      if (!calls_library()) out_ += "#define MG_EXACT\n\n";
      out_ += lanes_prelude;
      lane_functions();
    }
    data();
    out_ += body;
    out_ += pieces_;
    work();
    put("\n}}  // namespace {}\n", options_.name);
    if (!lanes_.empty()) out_ += "\n#undef MG_WIDTH\n#undef MG_INLINE";
    out_ += frame_end;
    return std::move(out_);
  }

 private:
  /// The class up to the pieces of long entries.
  void write_class() {
    out_ += counts(model_.inputs.size(), model_.parameters.size(), model_.outputs.size());
    put("struct Model : Counts<0> {{\n");
    out_ += name_function("input", model_.inputs, names_in_class);
    out_ += name_function("parameter", model_.parameters, names_in_class);
    out_ += name_function("output", model_.outputs, names_in_class);
    entries();
    if (has_private_functions() || model_.work() > 0) put("\n private:\n");
    out_ += lanes_;
  }

  bool has_private_functions() const { return !pieces_.empty() || !lanes_.empty(); }

  /// After the class's functions: its memory, and its end.
  void work() {
    if (const std::uint32_t work = model_.work(); work > 0) {
      put("{}  double work_[{}];\n", has_private_functions() ? "\n" : "", work);
    }
    put("}};\n");
  }

  std::string signature(const Entry& entry, std::string_view piece) const override {
    const std::string_view result = entry.checks ? "bool" : entry.copies ? "static void" : "void";
    return fmt::format("{}{} {}{}({}){}", exact(), result, entry.name, piece, declaration(entry),
                       is_const(entry) ? " const" : "");
  }
  std::string call(const Entry& entry, std::string_view piece) const override {
    return fmt::format("{}{}({})", entry.name, piece, arguments(entry));
  }

  std::string includes() const {
    if (library_.uses_header()) return "#include <cmath>\n\n";
    if (!calls_library()) return {};
    return fmt::format("#if !({})\n#include <cmath>\n#endif\n\n", has_names);
  }

  /// The functions of the library, by the names that statements call them by.
  void declare_library() {
    out_ += library_comment;
    put("#if {}\n", has_names);
    for (const std::string_view name : library_.functions()) {
      put("extern \"C\" double mg_{0}({1}) __asm__(\"{0}\") __attribute__((const, nothrow));\n", name,
          is_binary(name) ? "double, double" : "double");
    }
    out_ += "#else\n";
    for (const std::string_view name : library_.functions()) {
      if (is_binary(name))
        put("inline double mg_{0}(double a, double b) {{ return std::{0}(a, b); }}\n", name);
      else
        put("inline double mg_{0}(double x) {{ return std::{0}(x); }}\n", name);
    }
    out_ += "#endif\n";
    out_ += library_.exact_macro() + '\n';
  }

  /// The arrays that loops walk: static members of a template, so that a program that includes the file in several
  /// places has them once.
  void data() {
    if (data_.lists.empty() && tables_.lists.empty()) return;
    const auto type = [&](std::size_t i) {
      return table_entry_size(tables_.lists[i]) == 2 ? "unsigned short" : "unsigned";
    };
    put("template <int> struct Data {{\n");
    for (std::size_t i = 0; i < data_.lists.size(); ++i)
      put("  alignas(64) static const double d{}[{}];\n", i, data_.lists[i].size());
    for (std::size_t i = 0; i < tables_.lists.size(); ++i)
      put("  static const {} t{}[{}];\n", type(i), i, tables_.lists[i].size());
    put("}};\n");
    for (std::size_t i = 0; i < data_.lists.size(); ++i) {
      put("template <int i> alignas(64) const double Data<i>::d{}[{}] = {{", i, data_.lists[i].size());
      list(data_.lists[i]);
    }
    for (std::size_t i = 0; i < tables_.lists.size(); ++i) {
      put("template <int i> const {} Data<i>::t{}[{}] = {{", type(i), i, tables_.lists[i].size());
      list(tables_.lists[i]);
    }
    out_ += '\n';
  }

  /// What loops over lanes call one lane after the other.
  void lane_functions() {
    for (const auto& [name, definition] : called_) put("{}{}", exact(), definition);
    if (!called_.empty()) out_ += '\n';
  }
};

}  // namespace

std::string cplusplus_file(const Model& model, const Options& options) { return CplusplusWriter(model, options).run(); }

}  // namespace mg::emit
