#include "daemon/app/hardening.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace chutesd::app {
namespace {

// Enough for 2,048 clients and as many calls; a higher hard limit is not used up.
constexpr rlim_t kWantedOpenFiles = 8192;

}  // namespace

Status HardenProcess() {
  const rlimit no_core{0, 0};
  if (prctl(PR_SET_DUMPABLE, 0) != 0 || setrlimit(RLIMIT_CORE, &no_core) != 0) {
    return Fail(Reason::kInternal, fmt::format("cannot forbid core files: {}", std::strerror(errno)));
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < kWantedOpenFiles) {
    files.rlim_cur = std::min(kWantedOpenFiles, files.rlim_max);
    setrlimit(RLIMIT_NOFILE, &files);
  }
  umask(0077);
  std::signal(SIGPIPE, SIG_IGN);
  return OkStatus();
}

}  // namespace chutesd::app
