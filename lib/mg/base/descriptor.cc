#include "mg/base/descriptor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "mg/base/error.h"

namespace mg {

bool Descriptor::close() { return ::close(std::exchange(number_, -1)) == 0; }

Pipe::Pipe() {
  int ends[2];
  if (::pipe(ends) != 0) throw SystemError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  read = Descriptor(ends[0]);
  write = Descriptor(ends[1]);
}

}  // namespace mg
