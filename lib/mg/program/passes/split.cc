#include "mg/program/passes/split.h"

#include <algorithm>

#include "mg/program/operands.h"

namespace mg::program {
namespace {

class Split {
 public:
  Split(Program& program, std::uint32_t function_size)
      : program_(program), function_size_(function_size), sizes_(operation_counts(program)) {}

  void run() {
    std::vector<Function> before = std::move(program_.functions);
    program_.functions.clear();
    for (const Function& function : before) cut(function);
    for (Function& function : program_.functions) number_locals(function);
  }

 private:
  void cut(const Function& function) {
    std::uint64_t total = 0;
    for (std::uint32_t s = function.begin; s < function.end; ++s) total += sizes_[s];
    const std::uint64_t pieces = std::max<std::uint64_t>(1, (total + function_size_ - 1) / function_size_);
    program_.functions.push_back({function.begin, function.end, 0});
    std::uint64_t written = 0, piece = 1;
    for (std::uint32_t s = function.begin; s < function.end && piece < pieces;) {
      const Statement& statement = program_.statements[s];
      const std::uint32_t after = statement.kind() == Statement::For ? statement.end() : s + 1;
      bool stores = false;  // nothing but arrays hands on what it has computed
      for (; s < after; ++s) {
        written += sizes_[s];
        const Statement::Kind kind = program_.statements[s].kind();
        stores |= kind == Statement::Store || kind == Statement::Guard;
      }
      if (!stores || s == function.end || written < total * piece / pieces) continue;
      program_.functions.back().end = s;
      program_.functions.push_back({s, function.end, 0});
      while (piece < pieces && total * piece / pieces <= written) ++piece;
    }
  }

  void number_locals(Function& function) {
    for (std::uint32_t s = function.begin; s < function.end; ++s) {
      if (program_.statements[s].kind() != Statement::Let) continue;
      Expr& local = program_.exprs[program_.statements[s].target()];
      local = Expr::make_local(function.locals++, local.type());
    }
  }

  Program& program_;
  const std::uint32_t function_size_;
  const std::vector<std::uint32_t> sizes_;  // operations of each statement
};

}  // namespace

Program split(Program program, std::uint32_t function_size) {
  Split(program, function_size).run();
  return program;
}

}  // namespace mg::program
