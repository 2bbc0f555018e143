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

}  // namespace mg
