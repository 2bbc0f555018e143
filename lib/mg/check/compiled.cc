#include "mg/check/compiled.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "mg/base/append_format.h"
#include "mg/base/error.h"
#include "mg/emit/header.h"

namespace mg::check {
namespace {

// From here on -O1 makes code as fast as -O2 does, in half the time.
constexpr std::size_t large = 10000;  // nodes

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  bool is_written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  int error = errno;
  if (file && std::fclose(file) != 0 && is_written) {
    is_written = false;
    error = errno;
  }
  if (!is_written) throw SystemError(fmt::format("cannot write {}: {}", path.string(), std::strerror(error)));
}

/// A function with a C interface around each entry: it takes the arrays by their roles.
std::string functions(const emit::Model& model, const emit::Options& options, const std::string& header) {
  const bool is_c = options.language == Language::C;
  std::string text = fmt::format("#include \"{}\"\n", header);
  text += is_c ? "#define EXPORT __attribute__((visibility(\"default\")))\nstatic generated_model model;\n"
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

}  // namespace

Compiled::Compiled(const emit::Model& model, emit::Options options, const Workshop& workshop, const std::string& name) {
  options.name = "generated";
  const std::string header = name + ".h";
  const bool is_c = options.language == Language::C;
  const auto source = workshop.directory / (name + (is_c ? ".c" : ".cc")), target = workshop.directory / (name + ".so");
  write_text(workshop.directory / header, emit::header(model, options));
  write_text(source, functions(model, options, header));
  // Hidden, as the loader would merge statics of equal names among libraries.
  const char* level = model.nodes < large ? "-O2" : "-O1";
  compile_library(workshop.compiler, source, target,
                  {is_c ? "-std=c99" : "-std=c++11", level, "-ffp-contract=off", "-fvisibility=hidden"});
  library_ = std::make_unique<Library>(target);
  for (const Entry& entry : model.entries) {
    Loaded loaded{library_->function<Function>(fmt::format("mg_{}", entry.name).c_str()), {}};
    for (const Entry::Argument& argument : entry.arguments)
      loaded.takes[static_cast<std::size_t>(argument.role)] = true;
    entries_.emplace(entry.name, loaded);
  }
}

}  // namespace mg::check
