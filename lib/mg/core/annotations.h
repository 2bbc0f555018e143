#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/op.h"

namespace mg {

/// A string kept once, by number. 0 is the empty string.
struct StringId {
  std::uint32_t index = 0;
  friend auto operator<=>(StringId, StringId) = default;
};

/// The strings of a graph: names, scopes, places. Strings stay until the graph goes, so that a training loop, which
/// uses the same few again and again, allocates nothing.
class StringPool {
 public:
  StringPool();
  ~StringPool();
  StringPool(const StringPool&) = delete;
  StringPool& operator=(const StringPool&) = delete;

  StringId intern(std::string_view text);
  std::string_view operator[](StringId id) const;

 private:
  struct Strings;  // elsewhere: every program that records includes this, and hash tables take long to compile
  std::unique_ptr<Strings> strings_;
};

/// Index into Graph::scopes(); `top_level` is outside of all.
using ScopeId = std::uint32_t;
inline constexpr ScopeId top_level = 0xffffffff;

/// A run of nodes under a name; scopes nest, and are listed in the order in which they were opened.
struct ScopeRecord {
  StringId name;
  ScopeId parent = top_level;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< one past the last node; while the scope is open, `still_open`
  static constexpr std::uint32_t still_open = 0xffffffff;
};

/// A place in the source; as a default argument, that of the caller.
struct Place {
  const char* file;
  std::uint32_t line;
  static constexpr Place current(const char* file = __builtin_FILE(), std::uint32_t line = __builtin_LINE()) {
    return {file, line};
  }
};

/// How a place is written: `FILE:LINE`, where FILE is as an `#include` would have it ("ceres/rotation.h") behind a
/// folder `include`, and else has two folders at most ("robot/src/cost.h"), and none of the two next to the root, which
/// are those of a machine or of a user. A build that hands the compiler other paths (`src/cost.cc`, `cost.cc`) gets
/// other places; -fmacro-prefix-map has the last word.
std::string to_text(const Place& place);

/// An `if` on a comparison that was taken while recording.
struct Guard {
  NodeId comparison;
  bool outcome = false;
  StringId where;  ///< "src/cost.h:12", or empty
};

struct Output {
  StringId name;
  NodeId node;
};

/// The names of the nodes that have one. Naming again replaces.
class NodeNames {
 public:
  void set(NodeId node, StringId name);
  StringId of(NodeId node) const;
  void drop_from(std::uint32_t first_dropped) {
    if (!entries_.empty() && (!sorted_ || entries_.back().node >= first_dropped)) drop_some(first_dropped);
  }

  struct Entry {
    std::uint32_t node;
    StringId name;
  };
  /// All, in the order of the nodes.
  std::span<const Entry> entries() const {
    sort();
    return entries_;
  }

 private:
  void sort() const;
  void drop_some(std::uint32_t first_dropped);
  // Almost always appended in order; put in order before the first look-up when not.
  mutable std::vector<Entry> entries_;
  mutable bool sorted_ = true;
};

}  // namespace mg
