#pragma once

namespace mg::test {

/// Whether a sanitizer has reserved its address space beforehand, so that a limit to memory says nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool reserves_memory = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool reserves_memory = true;
#else
inline constexpr bool reserves_memory = false;
#endif
#else
inline constexpr bool reserves_memory = false;
#endif

}  // namespace mg::test
