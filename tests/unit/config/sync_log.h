#pragma once

#include <dirent.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <set>
#include <string>
#include <vector>

// Every fsync(2) and fdatasync(2) of the test program, its libraries' included, in the order in which they
// came: this header defines both functions, so exactly one source file of a program includes it.
namespace chutesd::config {

// What was synced, as it was at that moment.
struct Synced {
  std::string path;
  off_t size = 0;
  std::set<std::string> names;  // of a folder
};

struct SyncLog {
  std::vector<Synced> entries;
  int fail_at = 0;  // the entry, counted from 1, that fails with EIO; 0: none

  static SyncLog*& Current() {
    static SyncLog* current = nullptr;
    return current;
  }
  SyncLog() { Current() = this; }
  SyncLog(const SyncLog&) = delete;
  SyncLog& operator=(const SyncLog&) = delete;
  ~SyncLog() { Current() = nullptr; }

  // Whether the sync may be done.
  bool Add(int fd) {
    Synced synced;
    std::array<char, 4096> path{};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t size = readlink(link.c_str(), path.data(), path.size());
    if (size > 0) synced.path.assign(path.data(), static_cast<std::size_t>(size));
    struct stat info {};
    if (fstat(fd, &info) == 0) synced.size = info.st_size;
    if (S_ISDIR(info.st_mode)) {
      if (DIR* const folder = opendir(synced.path.c_str())) {
        while (const dirent* const entry = readdir(folder)) synced.names.insert(entry->d_name);
        closedir(folder);
      }
    }
    entries.push_back(synced);
    return static_cast<int>(entries.size()) != fail_at;
  }

  static int Sync(int fd, long call) {
    if (Current() != nullptr && !Current()->Add(fd)) {
      errno = EIO;
      return -1;
    }
    return static_cast<int>(syscall(call, fd));
  }
};

}  // namespace chutesd::config

extern "C" int fsync(int fd) { return chutesd::config::SyncLog::Sync(fd, SYS_fsync); }
extern "C" int fdatasync(int fd) { return chutesd::config::SyncLog::Sync(fd, SYS_fdatasync); }
