#include "mg/base/process.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "mg/base/error.h"

namespace mg {

pid_t start_copy() {
  std::fflush(nullptr);  // or the copy would have what is buffered, too
  const pid_t pid = ::fork();
  if (pid < 0) throw SystemError(fmt::format("cannot start a process: {}", std::strerror(errno)));
#ifdef __linux__
  if (pid == 0) ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody would wait for it any more
#endif
  return pid;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string signal_text(int signal) { return fmt::format("signal {} ({})", signal, ::strsignal(signal)); }

}  // namespace mg
