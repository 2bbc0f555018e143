#include "mg/emit/js_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "mg/emit/cost.h"
#include "mg/emit/file_writer.h"
#include "mg/emit/literal.h"
#include "mg/emit/name_list.h"

namespace mg::emit {
namespace {

using program::Role;

std::string literal(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", number);
}

constexpr std::string_view walk[] = {
    "let begin = 0, s = 0;  // stretches, each: its end, after how many names it repeats, and the first",
    "for (; i >= stretches[s]; s += 3) begin = stretches[s];",
    "return names[order[stretches[s + 2] + (i - begin) % stretches[s + 1]]];",
};
constexpr NameFunctions name_functions{.declaration = "export function ",
                                       .prefix = "",
                                       .null = "null",
                                       .margin = 0,
                                       .parameter = "i",
                                       .ignored = "",
                                       .texts = "const ",
                                       .numbers = "const ",
                                       .list_begin = " = [",
                                       .list_end = "];",
                                       .walk = walk,
                                       .literal = js_string_literal};

constexpr std::string_view pow_text = R"(// That of C, which is 1 where Math.pow is NaN.
function mg_pow(a, b) {
  return a === 1 || (a === -1 && (b === Infinity || b === -Infinity)) ? 1 : Math.pow(a, b);
}
)";
// The series of exp(a²) erf(a) has positive terms only; from 1.5 on the continued fraction of erfc, whose part of the
// result is so small there that its own error does not count.
constexpr std::string_view erf_text = R"(// Math has none. Its relative error is below 1e-15.
function mg_erf(x) {
  const a = Math.abs(x);
  if (!(a < 6)) return a >= 6 ? Math.sign(x) : NaN;
  const z = Math.fround(a), e = Math.exp(-z * z) * Math.exp((z - a) * (z + a));  // exp(-a²): z² is exact
  if (a < 1.5) {
    let term = 1, sum = 1;
    for (let k = 1; term > 1e-17 * sum; ++k) {
      term *= a * a / (k + 0.5);
      sum += term;
    }
    return x * (1.1283791670955126 * e * sum);
  }
  let f = a;
  for (let k = Math.ceil(225 / (a * a)); k > 0; --k) f = a + 0.5 * k / f;
  return Math.sign(x) * (1 - 0.5641895835477563 * e / f);
}
)";

class JsWriter : public FileWriter {
 public:
  JsWriter(const Model& model, const Options& options)
      : FileWriter(model, options, javascript,
                   {.model = "Model",
                    .holds = "return true;",
                    .data = "mg_",
                    .remark = "  // ",
                    .margin = 2,
                    .begin = "",
                    .piece = "",
                    .list_end = "]);",
                    .warns_of_unused = false}) {}

  std::string run() {
    entries();
    std::string functions = std::exchange(out_, {});
    out_.reserve(functions.size() + pieces_.size() + (std::size_t{1} << 16));
    comment("//", "//");
    put("\nexport const inputs = {}, parameters = {}, outputs = {};\n\n", model_.inputs.size(),
        model_.parameters.size(), model_.outputs.size());
    out_ += name_function("input", model_.inputs, name_functions);
    out_ += name_function("parameter", model_.parameters, name_functions);
    out_ += name_function("output", model_.outputs, name_functions);
    out_ += '\n';
    library();
    for (const auto& [name, definition] : library_.helpers()) put("{}\n", definition);
    data();
    if (has_seeds()) put("const mg_ones = new Float64Array(outputs).fill(1);\n\n");
    put("export class Model {{\n");
    if (const std::uint32_t work = model_.work(); work > 0) {
      put("  constructor() {{\n    this.work = new Float64Array({});\n  }}\n", work);
    } else {
      functions.erase(0, 1);  // the empty line before the first
    }
    out_ += functions;
    if (!pieces_.empty()) put("\n  // Pieces of these, which compilers take better than the whole.\n{}", pieces_);
    put("}}\n");
    return std::move(out_);
  }

 private:
  bool has_seeds() const {
    return std::ranges::any_of(model_.entries, [](const Entry& entry) { return entry.takes(Role::Seed); });
  }

  /// The functions of the library, by the names that statements call them by.
  void library() {
    for (const std::string_view name : library_.functions()) {
      if (name == "pow")
        out_ += pow_text;
      else if (name == "erf")
        out_ += erf_text;
      else
        put("const mg_{0} = Math.{0};\n", name);
    }
    if (calls_library()) out_ += '\n';
  }

  void data() {
    for (std::size_t i = 0; i < data_.lists.size(); ++i) {
      put("const {}d{} = new Float64Array([", style_.data, i);
      list(data_.lists[i]);
    }
    for (std::size_t i = 0; i < tables_.lists.size(); ++i) {
      put("const {}t{} = new Uint{}Array([", style_.data, i, 8 * table_entry_size(tables_.lists[i]));
      list(tables_.lists[i]);
    }
    if (!data_.lists.empty() || !tables_.lists.empty()) out_ += '\n';
  }

  void default_seeds() override { put("    if (!y_bar) y_bar = mg_ones;\n"); }

  std::string work_remark() const override { return "the array that a Model has"; }
  std::string bits() const override {
    if (!calls_library()) return fmt::format("{}, in every engine of JavaScript.", same_bits);
    return fmt::format(
        "{}, in every engine of JavaScript, unless it depends on functions whose last bits differ between engines. "
        "Those that are taken: {}.",
        same_bits, fmt::join(library_.functions(), ", "));
  }
  std::string flags() const override { return {}; }
  std::string threads() const override { return {}; }
  std::string calls() const override { return "Arrays are Float64Array, and must not overlap."; }

  std::string signature(const Entry& entry, std::string_view piece) const override {
    return fmt::format("{}{}{}({})", entry.copies ? "static " : "", entry.name, piece, arguments(entry));
  }
  std::string call(const Entry& entry, std::string_view piece) const override {
    return fmt::format("{}.{}{}({})", entry.copies ? "Model" : "this", entry.name, piece, arguments(entry));
  }
  std::string prologue(const Entry&, const StatementWriter& writer) const override {
    return writer.uses(Role::Work) ? "    const work = this.work;\n" : "";
  }
};

}  // namespace

const Dialect javascript{.number = "let ",
                         .index = "let ",
                         .broken = "return false;",
                         .work = "work",
                         .has_lanes = false,
                         .standard = "Math.",
                         .sqrt = "sqrt",
                         .abs = "abs",
                         .floor = "floor",
                         .library = "mg_",
                         .own = "",
                         .function = "function ",
                         .parameter = "",
                         .choose_lanes = "",
                         .each_lane = "",
                         .literal = literal};

std::string js_file(const Model& model, const Options& options) { return JsWriter(model, options).run(); }

}  // namespace mg::emit
