#include "mg/check/compiled.h"

#include <fmt/format.h>

#include <vector>

#include "mg/base/append_format.h"
#include "mg/check/compiler.h"
#include "mg/check/node.h"
#include "mg/emit/header.h"

namespace mg::check {
namespace {

// From here on -O1 makes code as fast as -O2 does, in half the time.
constexpr std::size_t large = 10000;  // nodes

/// A function with a C interface around each entry: it takes the arrays by their roles.
std::string functions(const emit::Model& model, const emit::Options& options, const std::string& header) {
  const bool is_c = options.language == Language::C;
  std::string text = fmt::format("#include \"{}\"\n", header);
  text +=
      is_c ? "#if defined(__cplusplus)\n#define EXPORT extern \"C\" __attribute__((visibility(\"default\")))\n#else\n"
             "#define EXPORT __attribute__((visibility(\"default\")))\n#endif\nstatic generated_model model;\n"
           : "#define EXPORT extern \"C\" __attribute__((visibility(\"default\")))\n"
             "namespace { generated::Model model; }\n";
  for (const Entry& entry : model.entries) {
    std::string arguments;
    for (const Entry::Argument& argument : entry.arguments) {
      append_format(arguments, "{}arrays[{}]", arguments.empty() ? "" : ", ", static_cast<int>(argument.role));
    }
    append_format(text, "EXPORT int mg_{}(double* const* arrays) {{ (void)arrays; ", entry.name);
    const std::string call =
        is_c ? fmt::format("generated_{}({}{})", entry.name, entry.copies ? "" : "&model, ", arguments)
             : fmt::format("model.{}({})", entry.name, arguments);
    text += entry.checks ? fmt::format("return {}; }}\n", call) : fmt::format("{}; return 1; }}\n", call);
  }
  return text;
}

/// Compiled into a shared object, and loaded.
class SharedObject : public Runner {
 public:
  SharedObject(const emit::Model& model, const emit::Options& options, const Workshop& workshop,
               const std::string& name)
      : library_(compile(model, options, workshop, name)) {
    for (const Entry& entry : model.entries) {
      functions_.push_back(library_.function<Function>(fmt::format("mg_{}", entry.name).c_str()));
    }
  }

  bool call(std::size_t entry, double* const* arrays) override { return functions_[entry](arrays) != 0; }
  bool has_the_engines_library() const override { return true; }

 private:
  using Function = int(double* const* arrays);

  static std::filesystem::path compile(const emit::Model& model, const emit::Options& options, const Workshop& workshop,
                                       const std::string& name) {
    const std::string header = name + ".h";
    const bool is_c = options.language == Language::C;
    const std::string source = name + (is_c ? ".c" : ".cc");
    std::filesystem::path target = workshop.directory / (name + ".so");
    workshop.write(header, emit::header(model, options));
    workshop.write(source, functions(model, options, header));
    // Hidden, as the loader would merge statics of equal names among libraries.
    const char* level = model.nodes < large ? "-O2" : "-O1";
    compile_library(workshop.compiler, workshop.directory / source, target,
                    {is_c ? "-std=c99" : "-std=c++11", level, "-ffp-contract=off", "-fvisibility=hidden"});
    return target;
  }

  Library library_;
  std::vector<Function*> functions_;  // of each entry
};

}  // namespace

Compiled::Compiled(const emit::Model& model, emit::Options options, const Workshop& workshop, const std::string& name) {
  options.name = "generated";
  if (options.language == Language::Js)
    runner_ = run_in_node(model, options, workshop, name);
  else
    runner_ = std::make_unique<SharedObject>(model, options, workshop, name);
  for (const Entry& entry : model.entries) {
    Its its{entries_.size(), {}};
    for (const Entry::Argument& argument : entry.arguments) its.takes[static_cast<std::size_t>(argument.role)] = true;
    entries_.emplace(entry.name, its);
  }
}

}  // namespace mg::check
