#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace chutesd::bench {

// What a process takes at one moment.
struct ProcessSize {
  int threads = 0;
  long resident_kib = 0;
};

// Zeros if there is no such process.
ProcessSize SizeOf(pid_t process);

// Watches a process from its making to Stop(), and keeps the most that it saw of each number.
class PeakProbe {
 public:
  explicit PeakProbe(pid_t process);
  ~PeakProbe() { Stop(); }
  PeakProbe(const PeakProbe&) = delete;
  PeakProbe& operator=(const PeakProbe&) = delete;

  ProcessSize Stop();

 private:
  void Watch();

  pid_t process_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  ProcessSize peak_;
  std::thread watcher_;  // last: it uses the others
};

}  // namespace chutesd::bench
