#pragma once

#include <utility>

namespace mg {

/// Owns what is open: a file, or an end of a pipe.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (is_open()) close();
  }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// False where not all that was written has arrived: some file systems tell of a full disk only now.
  bool close();

 private:
  int number_;
};

/// Whose ends no program that is started gets. SystemError where there can be none.
struct Pipe {
  Pipe();

  Descriptor read, write;
};

}  // namespace mg
