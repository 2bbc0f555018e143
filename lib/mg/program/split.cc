#include "mg/program/split.h"

#include <algorithm>

#include "mg/program/copier.h"

namespace mg::program {
namespace {

class Split : public Copier {
 public:
  Split(const Program& program, std::uint32_t function_size)
      : Copier(program), function_size_(function_size), first_(first_operations(program)) {}

 private:
  void function(const Function& function) override {
    std::uint64_t total = 0;
    for (std::uint32_t s = function.begin; s < function.end; ++s) total += size(s);
    const std::uint64_t pieces = std::max<std::uint64_t>(1, (total + function_size_ - 1) / function_size_);
    std::uint64_t written = 0, piece = 1;
    for (std::uint32_t s = function.begin; s < function.end; s = after(s)) {
      statement(s);
      for (std::uint32_t i = s; i < after(s); ++i) written += size(i);
      if (piece == pieces || after(s) == function.end || written < total * piece / pieces || !stores(s)) continue;
      to().begin_function();
      while (piece < pieces && total * piece / pieces <= written) ++piece;
    }
  }

  /// Operations.
  std::uint32_t size(std::uint32_t s) const {
    const Statement& statement = from().statements[s];
    if (statement.kind() == Statement::For) return 0;
    std::uint32_t size = statement.kind() == Statement::Accumulate ? 1 : 0;
    if (from().exprs[statement.value()].kind() != Expr::Apply) return size;
    for (std::uint32_t i = first_[s]; i <= statement.value().index; ++i)
      size += from().exprs[{i}].kind() == Expr::Apply;
    return size;
  }

  /// Whether nothing but arrays hands on what a statement has computed.
  bool stores(std::uint32_t s) const {
    for (std::uint32_t i = s; i < after(s); ++i) {
      const Statement::Kind kind = from().statements[i].kind();
      if (kind == Statement::Store || kind == Statement::Guard) return true;
    }
    return false;
  }

  const std::uint32_t function_size_;
  std::vector<std::uint32_t> first_;
};

}  // namespace

Program split(const Program& program, std::uint32_t function_size) { return Split(program, function_size).run(); }

}  // namespace mg::program
