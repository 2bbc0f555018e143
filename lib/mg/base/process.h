#pragma once

#include <sys/types.h>

#include <string>

namespace mg {

/// Goes on in a copy of this process, too, with nothing in the buffers of its streams; there it returns 0, and here the
/// id of the copy. The copy is killed when this process ends. SystemError where there can be none.
pid_t start_copy();

/// Waits for the end of a child, whatever signals come between; returns its status as of waitpid.
int wait_for(pid_t child);

/// `signal 9 (Killed)`
std::string signal_text(int signal);

}  // namespace mg
