#pragma once

#include <exception>
#include <functional>
#include <string>

namespace mg::test {

/// What `call` throws as an `Expected`, or how it failed to.
template <class Expected> std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Expected& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
  return "nothing thrown";
}

}  // namespace mg::test
