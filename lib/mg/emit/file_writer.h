#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mg/base/append_format.h"
#include "mg/emit/library.h"
#include "mg/emit/model.h"
#include "mg/emit/statements.h"

namespace mg::emit {

/// Lists that programs of a file share, each once.
template <class Number> struct Shared {
  std::vector<std::span<const Number>> lists;
  std::map<std::string_view, std::uint32_t> numbers = {};  // by their bytes

  std::uint32_t number_of(std::span<const Number> list) {
    const std::string_view key(reinterpret_cast<const char*>(list.data()), list.size_bytes());
    const auto [entry, is_new] = numbers.try_emplace(key, static_cast<std::uint32_t>(lists.size()));
    if (is_new) lists.push_back(list);
    return entry->second;
  }
};

/// What generated files of all languages have in common: what the comment at their head says, the arrays of numbers,
/// and the functions of entries. A language says how its functions look from outside, and what stands around them.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

 protected:
  /// How functions are written.
  struct Style {
    std::string_view model;                   ///< the type of what has the work array: "Model"
    std::string_view holds;                   ///< the statement that ends a function that checks guards: "return true;"
    std::string_view data;                    ///< goes before the names of arrays of numbers: "Data<0>::"
    std::string_view remark;                  ///< begins a line of a comment before a function
    std::size_t margin;                       ///< spaces before a function
    std::string_view begin = "MG_BEGIN";      ///< the line that a function begins with; empty: none
    std::string_view piece = "MG_NOINLINE ";  ///< goes before a piece of a long function
    std::string_view list_end = "};";         ///< of an array of numbers
    bool warns_of_unused = true;              ///< whether arguments that are not used are to be mentioned
  };

  FileWriter(const Model& model, const Options& options, const Dialect& dialect, const Style& style);

  template <class... Arguments> void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    append_format(out_, format, std::forward<Arguments>(arguments)...);
  }
  /// A text on as many lines as it takes, which begin with `first` and `next`.
  void lines(std::string_view first, std::string_view next, std::string_view text);
  /// The entries of an array, on as many lines as it takes, and its end.
  void list(std::span<const double> numbers);
  void list(std::span<const std::uint32_t> places);

  /// What the file is, costs and needs, in lines that begin with `first` and `begin`.
  void comment(std::string_view first, std::string_view begin);

  /// Functions of all entries, into out_; the pieces of long ones into pieces_, and the bodies of loops over lanes into
  /// lanes_.
  void entries();
  /// Up to the brace: of an entry, or of the piece with a number of it.
  virtual std::string signature(const Entry& entry, std::string_view piece) const = 0;
  /// A call of that piece.
  virtual std::string call(const Entry& entry, std::string_view piece) const = 0;
  /// Has y_bar be an array of ones where it is null.
  virtual void default_seeds();
  /// What the head of the file says of the work array, of which bits results have, and of flags, threads
  /// and calls, if anything.
  virtual std::string work_remark() const { return fmt::format("sizeof({}) is all of it", style_.model); }
  virtual std::string bits() const;
  virtual std::string flags() const;
  virtual std::string threads() const;
  virtual std::string calls() const { return "Arrays must not overlap."; }
  /// What stands first in a function, after what makes it exact.
  virtual std::string prologue(const Entry&, const StatementWriter&) const { return {}; }

  static bool is_const(const Entry& entry) { return !entry.copies && entry.work() == 0; }
  /// "x, y"
  static std::string arguments(const Entry& entry);
  /// "const double* x, double* y"
  static std::string declaration(const Entry& entry);
  /// Whether a math library is needed.
  bool calls_library() const { return !library_.functions().empty(); }
  /// What goes before a function that may call it.
  const char* exact() const { return calls_library() ? "MG_EXACT " : ""; }

  /// What begins every remark on bits.
  static constexpr std::string_view same_bits = "Every result has the bits of the engine that recorded the graph";

  const Model& model_;
  const Options& options_;
  const Dialect& dialect_;
  const Style style_;
  std::string out_;
  Library library_;
  std::string pieces_;
  std::string lanes_;
  std::map<std::string, std::string> called_;  // by lanes
  Shared<double> data_;
  Shared<std::uint32_t> tables_;

 private:
  void remark(std::string_view begin, std::string_view label, std::string_view text);
  void collect_data(const Entry& entry);
  void entry(std::size_t e);
  std::string body(std::size_t e, StatementWriter& writer, const program::Function& function) const;
  template <class Numbers, class Show> void list_all(const Numbers& numbers, Show&& show);

  std::vector<std::string_view> const_, not_const_;  // entries
  std::uint32_t next_lanes_ = 0;
  std::vector<ArrayNames> names_;  // of each entry
};

}  // namespace mg::emit
