#include "mg/core/annotations.h"

#include <fmt/format.h>

#include <algorithm>

namespace mg {
namespace {

constexpr int most_folders = 2;
constexpr std::string_view separators = "/\\";

/// The part of a path that tells what file it is.
std::string_view telling_part(std::string_view path) {
  for (const std::string_view folder : {"/include/", "\\include\\"}) {
    if (const std::size_t found = path.rfind(folder); found != path.npos) return path.substr(found + folder.size());
  }
  std::size_t begin = path.size(), end = begin;
  for (int names = 0; names <= most_folders; ++names) {
    const std::size_t separator = path.substr(0, end).find_last_of(separators);
    const std::size_t name = separator == path.npos ? 0 : separator + 1;
    const std::string_view part = path.substr(name, end - name);
    if (part.empty() || part == "." || part == "..") break;
    begin = name;
    if (separator == path.npos) break;
    end = separator;
  }
  return path.substr(begin);
}

}  // namespace

std::string to_text(const Place& place) { return fmt::format("{}:{}", telling_part(place.file), place.line); }

StringId StringPool::intern(std::string_view text) {
  if (auto found = ids_.find(text); found != ids_.end()) return {found->second};
  const auto index = static_cast<std::uint32_t>(strings_.size());
  ids_.emplace(strings_.emplace_back(text), index);
  return {index};
}

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
