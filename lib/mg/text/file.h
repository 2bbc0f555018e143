#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mg {

/// The bytes of a file. UsageError where it cannot be opened, SystemError where reading it fails half way.
std::string read_whole(const std::filesystem::path& path);

/// What is left to read from an open file descriptor, called `name` in messages.
std::string read_whole(int descriptor, std::string_view name);

/// The same, but of what may be endless, such as /dev/zero, no more than some kilobytes beyond the first byte that is
/// none of a text (a control character that neither ends a line nor is a tab): whoever reads it finds it there.
std::string read_text(const std::filesystem::path& path);
std::string read_text(int descriptor, std::string_view name);

/// Puts `bytes` into a file, whole or not at all: on failure (SystemError) a file that was there is as it was, and none
/// appears that was not. A signal that would end the process waits until then. An existing file keeps its permissions,
/// and is left alone where they do not let it be written.
/// A symbolic link stays one: it is the file where it leads that is written, or made. What is not a regular file (a
/// pipe, a terminal), and what is open already (/dev/stdout, /dev/fd/3), is written to directly.
void write_whole(const std::filesystem::path& path, std::string_view bytes);

/// Writes all of `bytes` to an open file descriptor, called `name` in messages.
void write_whole(int descriptor, std::string_view bytes, std::string_view name);

}  // namespace mg
