#include "client/start/log_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "proto/support/files.h"

namespace chutes::start {
namespace {

// `chutesd.sock.1.log` beside `chutesd.sock.log`, as the daemon names the older file.
std::string OlderPath(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return path + ".1";
  return path.substr(0, dot) + ".1" + path.substr(dot);
}

std::string ReadToEnd(int fd) {
  std::string text;
  std::array<char, 16384> chunk{};
  for (ssize_t count = 0; (count = read(fd, chunk.data(), chunk.size())) != 0;) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

// Where the last `count` lines begin; nothing if there are fewer.
std::optional<std::size_t> StartOfLast(std::string_view text, std::size_t count) {
  std::size_t end = text.ends_with('\n') ? text.size() - 1 : text.size();
  if (count == 0) return text.size();
  while (count > 0 && end != std::string_view::npos) {
    end = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
    --count;
  }
  if (end == std::string_view::npos) return std::nullopt;
  return end + 1;
}

}  // namespace

bool LogFile::Open() {
  fd_ = support::UniqueFd(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  return fd_.valid();
}

bool LogFile::WasReplaced() const {
  struct stat named {};
  struct stat opened {};
  if (stat(path_.c_str(), &named) != 0 || fstat(fd_.get(), &opened) != 0) return false;
  return named.st_ino != opened.st_ino || named.st_dev != opened.st_dev;
}

std::optional<std::string> LogFile::LastLines(std::size_t count) {
  if (!Open()) return std::nullopt;
  std::string text = ReadToEnd(fd_.get());
  std::optional<std::size_t> start = StartOfLast(text, count);
  if (!start) {
    const support::UniqueFd older(open(OlderPath(path_).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (older.valid()) text.insert(0, ReadToEnd(older.get()));
    start = StartOfLast(text, count);
  }
  return text.substr(start.value_or(0));
}

bool LogFile::ShowNew(const std::function<bool(std::string_view text)>& show) {
  std::string text = ReadToEnd(fd_.get());
  while (WasReplaced() && Open()) text += ReadToEnd(fd_.get());
  return text.empty() || show(text);
}

bool LogFile::Follow(int stop_fd, const std::function<bool(std::string_view text)>& show) {
  const std::string folder = support::FolderOf(path_);
  const support::UniqueFd changes(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!changes.valid()) return false;
  if (inotify_add_watch(changes.get(), folder.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) return false;
  // What came before the watch stood.
  while (ShowNew(show)) {
    std::array<pollfd, 2> watched = {pollfd{changes.get(), POLLIN, 0}, pollfd{stop_fd, POLLIN, 0}};
    while (poll(watched.data(), watched.size(), -1) < 0) {
      if (errno != EINTR) return false;
    }
    if (watched[1].revents != 0) return true;
    ReadToEnd(changes.get());
  }
  return false;
}

}  // namespace chutes::start
