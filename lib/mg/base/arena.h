#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mg {

/// The place of a `Of` in its Arena; a type of its own for each, so that none is taken for another.
template <class Of> struct Id {
  static constexpr std::uint32_t none = 0xffffffff;

  std::uint32_t index = none;

  friend constexpr auto operator<=>(Id, Id) = default;
  explicit constexpr operator bool() const { return index != none; }
};

/// Things of one kind in one array, by their ids. Grows only.
template <class Of> class Arena {
 public:
  Id<Of> add(Of thing) {
    things_.push_back(std::move(thing));
    return {static_cast<std::uint32_t>(things_.size() - 1)};
  }
  Of& operator[](Id<Of> id) { return things_[id.index]; }
  const Of& operator[](Id<Of> id) const { return things_[id.index]; }

  std::uint32_t size() const { return static_cast<std::uint32_t>(things_.size()); }
  bool empty() const { return things_.empty(); }
  void reserve(std::size_t count) { things_.reserve(count); }
  auto begin() const { return things_.begin(); }
  auto end() const { return things_.end(); }
  auto begin() { return things_.begin(); }
  auto end() { return things_.end(); }

 private:
  std::vector<Of> things_;
};

/// Lists of numbers of any length, all in one array.
template <class Number> class Lists {
 public:
  std::uint32_t add(std::span<const Number> list) {
    all_.insert(all_.end(), list.begin(), list.end());
    ends_.push_back(all_.size());
    return static_cast<std::uint32_t>(ends_.size() - 1);
  }
  std::span<const Number> operator[](std::uint32_t list) const {
    const std::size_t begin = list == 0 ? 0 : ends_[list - 1];
    return std::span(all_).subspan(begin, ends_[list] - begin);
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  std::vector<Number> all_;
  std::vector<std::size_t> ends_;
};

}  // namespace mg
