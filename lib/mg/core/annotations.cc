#include "mg/core/annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <vector>

namespace mg {
namespace {

constexpr std::size_t most_folders = 2;
constexpr std::size_t near_root = 2;  // `/home/me`, `C:\Users\me`, `/tmp/build-1a2b`: not the project's

/// The part of a path that tells what file it is.
std::string telling_part(std::string_view path) {
  std::vector<std::string_view> names;
  bool behind_include = false;
  std::size_t unnamed = path.starts_with('/') || path.find(":\\") == 1 ? near_root : 0;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
    const std::string_view name = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (name == ".." || name == "include") {
      names.clear();
      unnamed = 0;
      behind_include = name == "include";
    } else if (!name.empty() && name != "." && !name.ends_with(':')) {
      names.push_back(name);
    }
  }
  const std::size_t folders = names.size() - std::min<std::size_t>(names.size(), 1);
  const std::size_t named = behind_include ? folders : std::min(most_folders, folders - std::min(unnamed, folders));
  return fmt::format("{}", fmt::join(names.begin() + static_cast<std::ptrdiff_t>(folders - named), names.end(), "/"));
}

}  // namespace

std::string to_text(const Place& place) { return fmt::format("{}:{}", telling_part(place.file), place.line); }

struct StringPool::Strings {
  std::deque<std::string> texts;  // a deque: growing moves no string, so views into it stay good
  std::unordered_map<std::string_view, std::uint32_t> ids;
};

StringPool::StringPool() : strings_(std::make_unique<Strings>()) { intern({}); }
StringPool::~StringPool() = default;

StringId StringPool::intern(std::string_view text) {
  auto& [texts, ids] = *strings_;
  if (auto found = ids.find(text); found != ids.end()) return {found->second};
  const auto index = static_cast<std::uint32_t>(texts.size());
  ids.emplace(texts.emplace_back(text), index);
  return {index};
}

std::string_view StringPool::operator[](StringId id) const { return strings_->texts[id.index]; }

void NodeNames::set(NodeId node, StringId name) {
  if (!entries_.empty() && node.index <= entries_.back().node) sorted_ = false;
  entries_.push_back({node.index, name});
}

StringId NodeNames::of(NodeId node) const {
  sort();
  const auto found = std::ranges::lower_bound(entries_, node.index, {}, &Entry::node);
  return found != entries_.end() && found->node == node.index ? found->name : StringId{};
}

void NodeNames::drop_some(std::uint32_t first_dropped) {
  sort();
  entries_.erase(std::ranges::lower_bound(entries_, first_dropped, {}, &Entry::node), entries_.end());
}

void NodeNames::sort() const {
  if (sorted_) return;
  std::ranges::stable_sort(entries_, {}, &Entry::node);
  // Of several names for a node, the last one counts.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (i + 1 < entries_.size() && entries_[i + 1].node == entries_[i].node) continue;
    entries_[kept++] = entries_[i];
  }
  entries_.resize(kept);
  sorted_ = true;
}

}  // namespace mg
