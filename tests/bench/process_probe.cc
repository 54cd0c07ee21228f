#include "tests/bench/process_probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace chutesd::bench {
namespace {

// Short beside the 200 ms that calls are in flight, long beside what a look costs.
constexpr std::chrono::milliseconds kInterval(10);

}  // namespace

ProcessSize SizeOf(pid_t process) {
  ProcessSize size;
  std::error_code gone;
  const std::filesystem::directory_iterator tasks(fmt::format("/proc/{}/task", process), gone);
  size.threads = static_cast<int>(std::distance(begin(tasks), end(tasks)));
  std::ifstream statm(fmt::format("/proc/{}/statm", process));
  long total_pages = 0;
  long resident_pages = 0;
  if (statm >> total_pages >> resident_pages)
    size.resident_kib = resident_pages * sysconf(_SC_PAGESIZE) / 1024;
  return size;
}

PeakProbe::PeakProbe(pid_t process) : process_(process), watcher_([this] { Watch(); }) {}

ProcessSize PeakProbe::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (watcher_.joinable()) watcher_.join();
  return peak_;
}

void PeakProbe::Watch() {
  std::unique_lock lock(mutex_);
  do {
    const ProcessSize now = SizeOf(process_);
    peak_.threads = std::max(peak_.threads, now.threads);
    peak_.resident_kib = std::max(peak_.resident_kib, now.resident_kib);
  } while (!wake_.wait_for(lock, kInterval, [this] { return stopping_; }));
}

}  // namespace chutesd::bench
