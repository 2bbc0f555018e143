#pragma once

// Commands that are started: what they are, and how they are given to the system.

#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "mg/reroll/programs.h"

namespace mg::check {

/// What compiles a language, or runs it: `given`, else $CXX, else c++; or $CC, else cc; or $NODE, else node; with its
/// arguments: "ccache g++", split as by words(). UsageError where a quote is not closed.
std::vector<std::string> compiler_command(Language language = Language::Cplusplus, const std::string& given = {});

/// Signals that we may ignore ourselves, and that act on what we start as they do by default.
inline constexpr int signals_ignored[] = {SIGPIPE, SIGXFSZ, SIGTTOU};

/// The environment, but with $TMPDIR naming `folder`.
std::vector<std::string> environment_with(const std::filesystem::path& folder);
/// As exec and its kin take them; of the texts, which must stay.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

/// As much of what a command has said as a message has room for.
std::string beginning_of(const std::filesystem::path& log);

}  // namespace mg::check
