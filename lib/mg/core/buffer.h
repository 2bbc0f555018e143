#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <type_traits>

namespace mg {

/// A growing array of plain data that does not initialize what it has not been given: the memory of the hot arrays.
/// Growing keeps the contents and, for large blocks, moves pages instead of copying them (realloc).
template <class T> class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

  /// Room for `count` elements; false, with everything as it was, where there is no memory for them.
  [[nodiscard]] bool reallocate(std::size_t count) {
    void* moved = std::realloc(data_.get(), count * sizeof(T));
    if (!moved) return false;
    static_cast<void>(data_.release());
    data_.reset(static_cast<T*>(moved));
    return true;
  }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> data_;
};

/// A list of such data that grows at its end. Room is made first, so that appending cannot fail.
template <class T> class Stack {
 public:
  const T* data() const { return items_.data(); }
  std::size_t size() const { return size_; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  const T& back() const { return items_[size_ - 1]; }

  /// Room for one more; false, with everything as it was, where there is no memory for it.
  [[nodiscard]] bool make_room() { return size_ < capacity_ || grow(); }
  /// There must be room.
  void push(T item) { items_[size_++] = item; }
  void drop_from(std::size_t size) {
    if (size_ > size) size_ = size;
  }

 private:
  [[gnu::noinline, gnu::cold]] bool grow() {
    const std::size_t wanted = capacity_ == 0 ? 16 : 2 * capacity_;
    if (!items_.reallocate(wanted)) return false;
    capacity_ = wanted;
    return true;
  }

  Buffer<T> items_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace mg
