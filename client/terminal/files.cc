#include "client/terminal/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "proto/support/unique_fd.h"

namespace chutes::terminal {
bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      // Somebody made a stream non-blocking.
      pollfd writable{fd, POLLOUT, 0};
      if (poll(&writable, 1, -1) < 0 && errno != EINTR) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

std::string DiskFiles::WorkingDirectory() const {
  std::array<char, PATH_MAX> path{};
  return getcwd(path.data(), path.size()) == nullptr ? "" : std::string(path.data());
}

std::optional<std::vector<std::string>> DiskFiles::List(const std::string& folder) const {
  DIR* const open = opendir(folder.c_str());
  if (open == nullptr && errno == ENOENT) return std::vector<std::string>();
  if (open == nullptr) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(open)) names.emplace_back(entry->d_name);
  closedir(open);
  return names;
}

std::optional<std::string> ReadFile(const std::string& path, std::size_t limit) {
  const chutesd::support::UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file.valid()) return std::nullopt;
  std::string text;
  while (text.size() <= limit) {
    std::array<char, 4096> chunk{};
    const ssize_t count = read(file.get(), chunk.data(), std::min(chunk.size(), limit + 1 - text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

NewFile::~NewFile() {
  if (fd_ < 0) return;
  unlink(path_.c_str());
  close(fd_);
}

bool NewFile::Make(const std::string& path) {
  path_ = path;
  fd_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  return fd_ >= 0;
}

bool NewFile::WriteLine(std::string_view line) {
  // In spite of an umask that takes from the owner, or a folder that gives to others by default.
  const bool written =
      fchmod(fd_, S_IRUSR | S_IWUSR) == 0 && WriteAll(fd_, line) && WriteAll(fd_, "\n") && fsync(fd_) == 0;
  if (!written) return false;
  const int fd = std::exchange(fd_, -1);
  return close(fd) == 0;
}

}  // namespace chutes::terminal
