#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mg::check {

/// A loaded shared object; unloaded at the end.
class Library {
 public:
  /// SystemError where it cannot be loaded.
  explicit Library(const std::filesystem::path& path);

  /// The function of that name. SystemError where there is none.
  template <class Signature> Signature* function(const char* name) const {
    return reinterpret_cast<Signature*>(symbol(name));
  }

 private:
  void* symbol(const char* name) const;

  struct Close {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Close> handle_;
};

/// Compiles `source` into the shared object `target`, beside which the compiler's own files go, with the words of
/// `compiler`, then those of `flags` of which it has none like them. Throws SystemError with what the compiler said
/// where it fails, cannot be started or is killed.
void compile_library(const std::vector<std::string>& compiler, const std::filesystem::path& source,
                     const std::filesystem::path& target, const std::vector<std::string>& flags);

}  // namespace mg::check
