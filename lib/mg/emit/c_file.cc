#include "mg/emit/c_file.h"

#include <algorithm>
#include <cstdint>

#include "mg/base/hash.h"
#include "mg/emit/cost.h"
#include "mg/emit/file_writer.h"
#include "mg/emit/frame.h"
#include "mg/emit/literal.h"
#include "mg/emit/name_list.h"

namespace mg::emit {
namespace {

using program::Role;

constexpr std::uint32_t most_int = 32767;  // that an int surely holds

// Without the library's functions: a compiler may have none, and they set errno. {0} begins names.
constexpr std::string_view abs_text = R"(
static inline double {0}abs(double x) {{ return x > 0.0 ? x : 0.0 - x; }}
)";
// From 2^52 on all doubles are whole numbers: adding it rounds to one.
constexpr std::string_view floor_text = R"(
static inline double {0}floor(double x) {{
  MG_BEGIN
  const double whole = 4503599627370496.0;
  double y;
  if (!(x > -whole && x < whole)) return x;
  y = x > 0.0 ? x + whole - whole : x - whole + whole;
  if (y == x) return x;  // -0 too
  return y > x ? y - 1.0 : y;
}}
)";
// Bit by bit, the largest whole number whose square is at most that of x, shifted; and rounded to nearest, as the
// remainder says. A tie cannot occur.
constexpr std::string_view sqrt_text = R"(
#if defined(MG_OWN_SQRT)
// For processors without an instruction for it, where no library is to be linked.
static inline double {0}sqrt(double x) {{
  const uint64_t one = (uint64_t)1 << 52;
  uint64_t bits, rest, root = 0, bit;
  int exponent;
  memcpy(&bits, &x, sizeof bits);
  if (!(x > 0.0)) return x == 0.0 ? x : (x - x) / (x - x);  // of numbers below 0: NaN
  if (bits >> 52 == 2047) return x;                         // infinity
  exponent = (int)(bits >> 52);
  bits &= one - 1;
  if (exponent != 0) {{
    bits |= one;
  }} else {{
    for (exponent = 1; bits < one; --exponent) bits <<= 1;
  }}
  // x is bits times 2 to the power of exponent - 1075. With an even power left over, one bit more than there is room for.
  rest = 0;
  if (exponent % 2 == 0) bits <<= 1;
  for (bit = one << 1; bit != 0; bit >>= 1) {{
    // Of the square, which has 108 bits, the next two.
    const uint64_t next = root << 2 | 1;
    rest = rest << 2 | (bits >> 52 & 3);
    bits = bits << 2 & ((one << 2) - 1);
    root <<= 1;
    if (rest >= next) {{
      rest -= next;
      root |= 1;
    }}
  }}
  root = (root + 1) >> 1;
  bits = root + ((uint64_t)((exponent + (exponent % 2 == 0 ? 0 : 1) + 1020) / 2) << 52);
  memcpy(&x, &bits, sizeof x);
  return x;
}}
#elif defined(__GNUC__) && \
    (defined(__SSE2_MATH__) || defined(__aarch64__) || (defined(__ARM_FP) && __ARM_FP >= 8))
// The instruction: compilers call the library, too, to have errno set.
static inline double {0}sqrt(double x) {{
  double root;
#if defined(__AVX__)
  __asm__("vsqrtsd %1, %1, %0" : "=x"(root) : "x"(x));
#elif defined(__SSE2_MATH__)
  __asm__("sqrtsd %1, %0" : "=x"(root) : "x"(x));
#elif defined(__aarch64__)
  __asm__("fsqrt %d0, %d1" : "=w"(root) : "w"(x));
#else
  __asm__("vsqrt.f64 %P0, %P1" : "=w"(root) : "w"(x));
#endif
  return root;
}}
#elif defined(__GNUC__)
static inline double {0}sqrt(double x) {{ return __builtin_sqrt(x); }}
#else
static inline double {0}sqrt(double x) {{ return sqrt(x); }}
#endif
)";

std::string literal(double number) { return number != number ? "(double)NAN" : number_literal(number); }

/// Whether a number of a place, or of a turn, may be larger than an int.
bool is_large(const Model& model) {
  const auto above = [](std::size_t size) { return size > most_int; };
  return std::ranges::any_of(model.entries, [&](const Entry& entry) {
    const program::Program& program = entry.program;
    bool is_large = false;
    for (const program::Buffer& buffer : program.buffers) is_large |= above(buffer.length);
    for (const program::Loop& loop : program.loops) is_large |= above(loop.count);
    for (std::uint32_t i = 0; i < program.tables.size(); ++i) is_large |= above(program.tables[i].size());
    return is_large;
  });
}

class CWriter : public FileWriter {
 public:
  CWriter(const Model& model, const Options& options, const Dialect& dialect, const Style& style)
      : FileWriter(model, options, dialect, style), prefix_(dialect.own) {}

  std::string run() {
    entries();
    const std::string functions = std::exchange(out_, {});
    out_.reserve(functions.size() + pieces_.size() + (std::size_t{1} << 16));
    put("enum {{ {0}inputs = {1}, {0}parameters = {2}, {0}outputs = {3} }};\n\n", prefix_, model_.inputs.size(),
        model_.parameters.size(), model_.outputs.size());
    model_type();
    const NameFunctions style{"static inline const char* ", prefix_, "0", 0};
    out_ += name_function("input", model_.inputs, style);
    out_ += name_function("parameter", model_.parameters, style);
    out_ += name_function("output", model_.outputs, style);
    standard_functions();
    if (calls_library()) declare_library();
    for (const auto& [name, definition] : library_.helpers()) put("\n{}{}", exact(), definition);
    data();
    out_ += pieces_;
    out_ += functions;
    std::string text = std::exchange(out_, {});
    comment("/*", " *");
    put(" */\n{}", c_frame_begin(options_.name, includes(), static_cast<std::uint32_t>(hash_of(text) >> 33)));
    return text.insert(0, out_) += frame_end;
  }

 private:
  bool uses(Primitive function) const { return library_.standard().contains(function); }

  std::string includes() const {
    std::string text;
    if (library_.has_odd_numbers())
      text = "#include <math.h>\n";
    else if (calls_library() || uses(Primitive::Sqrt))
      text = fmt::format("#if !({})\n#include <math.h>\n#endif\n", has_names);
    if (uses(Primitive::Sqrt)) text += "#if defined(MG_OWN_SQRT)\n#include <stdint.h>\n#include <string.h>\n#endif\n";
    const auto is_wide = [](const auto& table) { return table_entry_size(table) != 2; };
    if (std::ranges::any_of(tables_.lists, is_wide)) text += "#include <stdint.h>\n";
    return text.empty() ? text : text + '\n';
  }

  void model_type() {
    const std::uint32_t work = model_.work();
    if (work > 0)
      put("// The memory of a model; what is in it is written before it is read.\n"
          "typedef struct {0} {{\n  double work[{1}];\n}} {0};\n\n",
          style_.model, work);
    else
      put("// A model has no memory: nothing of it is used.\ntypedef struct {0} {{\n  char unused;\n}} {0};\n\n",
          style_.model);
  }

  void standard_functions() {
    if (uses(Primitive::Abs)) put(fmt::runtime(abs_text), prefix_);
    if (uses(Primitive::Floor)) put(fmt::runtime(floor_text), prefix_);
    if (uses(Primitive::Sqrt)) put(fmt::runtime(sqrt_text), prefix_);
  }

  /// The functions of the library, by the names that statements call them by.
  void declare_library() {
    out_ += '\n';
    out_ += library_comment;
    put("#if {}\n#if defined(__cplusplus)\nextern \"C\" {{\n#endif\n", has_names);
    for (const std::string_view name : library_.functions()) {
      put("double {0}{1}({2}) __asm__(\"{1}\") __attribute__((const, nothrow));\n", prefix_, name,
          is_binary(name) ? "double, double" : "double");
    }
    out_ += "#if defined(__cplusplus)\n}\n#endif\n#else\n";
    for (const std::string_view name : library_.functions()) {
      if (is_binary(name))
        put("static inline double {0}{1}(double a, double b) {{ return {1}(a, b); }}\n", prefix_, name);
      else
        put("static inline double {0}{1}(double x) {{ return {1}(x); }}\n", prefix_, name);
    }
    out_ += "#endif\n";
    out_ += library_.exact_macro();
  }

  void data() {
    if (!data_.lists.empty() || !tables_.lists.empty()) out_ += '\n';
    for (std::size_t i = 0; i < data_.lists.size(); ++i) {
      put("static const double {}d{}[{}] = {{", style_.data, i, data_.lists[i].size());
      list(data_.lists[i]);
    }
    for (std::size_t i = 0; i < tables_.lists.size(); ++i) {
      const std::string_view type = table_entry_size(tables_.lists[i]) == 2 ? "unsigned short" : "uint32_t";
      put("static const {} {}t{}[{}] = {{", type, style_.data, i, tables_.lists[i].size());
      list(tables_.lists[i]);
    }
  }

  std::string signature(const Entry& entry, std::string_view piece) const override {
    const std::string model = entry.copies ? "" : fmt::format("{}* model, ", style_.model);
    return fmt::format("{}static {}{} {}{}{}({}{})", exact(), piece.empty() ? "inline " : "",
                       entry.checks ? "int" : "void", prefix_, entry.name, piece, model, declaration(entry));
  }
  std::string call(const Entry& entry, std::string_view piece) const override {
    return fmt::format("{}{}{}({}{})", prefix_, entry.name, piece, entry.copies ? "" : "model, ", arguments(entry));
  }
  std::string prologue(const Entry& entry, const StatementWriter& writer) const override {
    if (writer.uses(Role::Work)) return "  double* const work = model->work;\n";
    return entry.copies ? "" : "  (void)model;\n";
  }

  const std::string_view prefix_;
};

}  // namespace

std::string c_file(const Model& model, const Options& options) {
  const std::string prefix = options.name + "_", type = options.name + "_model";
  const Dialect dialect{.number = "double ",
                        .index = is_large(model) ? "long " : "int ",
                        .broken = "return 0;",
                        .work = "work",
                        .has_lanes = false,
                        .standard = prefix,
                        .sqrt = "sqrt",
                        .abs = "abs",
                        .floor = "floor",
                        .library = prefix,
                        .own = prefix,
                        .function = "static inline double ",
                        .parameter = "double ",
                        .choose_lanes = "",
                        .each_lane = "",
                        .literal = literal};
  return CWriter(model, options, dialect,
                 {.model = type, .holds = "return 1;", .data = prefix, .remark = "// ", .margin = 0})
      .run();
}

}  // namespace mg::emit
