#include "bench/compiled.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "mg/base/error.h"
#include "mg/check/command.h"
#include "mg/emit/header.h"

namespace mg::bench {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw SystemError(fmt::format("cannot read {}", path.string()));
  return std::move(text).str();
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw SystemError(fmt::format("cannot write {}", path.string()));
}

/// Runs a command with its output in `log`; its CPU time and memory, those that it starts itself included.
rusage run(const std::vector<std::string>& command, const fs::path& log) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw SystemError(fmt::format("cannot run {}: {}", command[0], std::strerror(error)));
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw SystemError(fmt::format("cannot wait for {}: {}", command[0], std::strerror(errno)));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw SystemError(fmt::format("the compiler failed: {}\n{}", fmt::join(command, " "), read(log).substr(0, 4000)));
  }
  return usage;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

/// The sizes of all sections of instructions.
std::size_t code_bytes(const std::string& object) {
  Elf64_Ehdr header;
  if (object.size() < sizeof header) return 0;
  std::memcpy(&header, object.data(), sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64) return 0;
  // Where there are very many, their number is in the first one.
  Elf64_Shdr section;
  const auto get = [&](std::size_t i) {
    std::memcpy(&section, object.data() + header.e_shoff + i * sizeof section, sizeof section);
  };
  get(0);
  const std::size_t count = header.e_shnum != 0 ? header.e_shnum : section.sh_size;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    get(i);
    if (section.sh_flags & SHF_EXECINSTR) bytes += section.sh_size;
  }
  return bytes;
}

/// Bytes of the definitions of numbers: `template <int i> … const double Data<i>::d0[…] = {` and on to the `};`.
std::size_t data_bytes(std::string_view text) {
  constexpr std::string_view begin = "\ntemplate <int i> alignas(64) const double Data<i>::d", end = "};\n";
  std::size_t bytes = 0;
  for (std::size_t at = 0; (at = text.find(begin, at)) != text.npos;) {
    const std::size_t after = text.find(end, at) + end.size() - 1;
    bytes += after - at;
    at = after;
  }
  return bytes;
}

const char* passed(Kind kind) { return kind == Kind::Training ? ", p" : ""; }

std::string wrapper(const std::string& header, Kind kind) {
  std::string text = fmt::format(
      "#include \"{0}\"\n"
      "#define EXPORT extern \"C\" __attribute__((visibility(\"default\")))\n"
      "namespace {{ generated::Model model; }}\n"
      "EXPORT unsigned long model_size() {{ return sizeof(generated::Model); }}\n"
      "EXPORT void run_forward(const double* x, const double* p, double* y) {{ (void)p; model.forward(x{1}, y); }}\n",
      header, passed(kind));
  if (kind == Kind::Training) {
    text +=
        "EXPORT void run_backward(const double* x, const double* p, double* y, const double* y_bar, double* p_bar) {\n"
        "  model.backward(x, p, y, y_bar, p_bar);\n"
        "}\n";
  }
  return text;
}

}  // namespace

void write_header(const fs::path& header, const Graph& graph, Kind kind, emit::Loops loops) {
  emit::Options options{.name = "generated", .backward = kind == Kind::Training, .loops = loops};
  if (kind == Kind::Training) {
    options.parameters = emit::Parameters::Argument;
    options.wrt = Wrt::Parameters;
  }
  write(header, emit::header(graph, options));
}

Compiled::Compiled(const fs::path& header, Kind kind, const std::string& level) {
  const auto beside = [&](const char* extension) { return fs::path(header).replace_extension(extension); };
  const fs::path source = beside(".cc"), object = beside(".o"), library = beside(".so"), log = beside(".log");
  write(source, wrapper(header.filename().string(), kind));
  const std::vector<std::string> compiler = check::compiler_command();
  std::vector<std::string> command = compiler;
  // Hidden, as the loader would merge statics of equal names among libraries.
  for (const auto& word :
       {level, std::string("-march=native"), std::string("-fPIC"), std::string("-fvisibility=hidden"),
        std::string("-c"), source.string(), std::string("-o"), object.string()})
    command.push_back(word);
  const rusage usage = run(command, log);
  command = compiler;
  for (const auto& word : {std::string("-shared"), object.string(), std::string("-o"), library.string()})
    command.push_back(word);
  run(command, log);
  library_ = std::make_unique<check::Library>(library);
  forward_ = library_->function<void(const double*, const double*, double*)>("run_forward");
  if (kind == Kind::Training) {
    backward_ = library_->function<void(const double*, const double*, double*, const double*, double*)>("run_backward");
  }

  const std::string text = read(header);
  // Loops count by i0, i1, …; those over lanes go by `over`.
  cost_ = {.has_loops = text.find("for (int i0") != text.npos || text.find("over<") != text.npos,
           .source = text.size(),
           .source_without_data = text.size() - data_bytes(text),
           .code = code_bytes(read(object)),
           .model = library_->function<unsigned long()>("model_size")(),
           .compile_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
           .compile_memory = static_cast<std::size_t>(usage.ru_maxrss) * 1024};
}

}  // namespace mg::bench
