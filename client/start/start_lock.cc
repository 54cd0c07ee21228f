#include "client/start/start_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "client/start/start_error.h"

namespace chutes::start {
namespace {

using std::chrono::steady_clock;

// While it lives, SIGALRM interrupts system calls from `deadline` on. It repeats, as the first one may come
// just before the call that it is meant for.
class Alarm {
 public:
  explicit Alarm(steady_clock::time_point deadline) {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, &action_before_);
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarm, &mask_before_);
    constexpr suseconds_t kAgain = 50'000;
    constexpr std::int64_t kMicros = 1'000'000;
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(deadline - steady_clock::now()).count();
    const std::int64_t first = left > 0 ? left : 1;  // 0 would mean never
    const itimerval timer{{0, kAgain}, {first / kMicros, static_cast<suseconds_t>(first % kMicros)}};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() {
    const itimerval none{};
    setitimer(ITIMER_REAL, &none, nullptr);
    sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
    sigaction(SIGALRM, &action_before_, nullptr);
  }

 private:
  struct sigaction action_before_ {};
  sigset_t mask_before_{};
};

}  // namespace

std::optional<rpc::CallError> StartLock::Acquire(const std::string& socket_path,
                                                 steady_clock::time_point deadline) {
  const std::string path = socket_path + ".start";
  fd_ = support::UniqueFd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd_.valid()) {
    return StartError(
        fmt::format("chutesd cannot be started: {} cannot be opened: {}", path, strerror(errno)),
        Advice("name a socket with --socket PATH, in a folder that you can write to"));
  }
  const Alarm alarm(deadline);
  while (flock(fd_.get(), LOCK_EX) != 0) {
    if (errno != EINTR) {
      return StartError(
          fmt::format("chutesd cannot be started: {} cannot be locked: {}", path, strerror(errno)),
          Advice("start chutesd by hand"));
    }
    if (steady_clock::now() >= deadline) {
      return StartError("chutesd is being started by another command, which takes too long",
                        ChutesCommand("daemon status"));
    }
  }
  return std::nullopt;
}

}  // namespace chutes::start
