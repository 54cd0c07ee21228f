#include "daemon/config/file_access.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/config/refusal.h"

namespace chutesd::config {
namespace {

Status Unsafe(std::string message, std::string next_step) {
  Failure failure;
  failure.reason = Reason::kConfigUnsafe;
  failure.message = std::move(message);
  failure.next_step = std::move(next_step);
  return failure;
}

std::string OwnerStep(const std::string& path, uid_t user) {
  return fmt::format("sudo chown {} {}", user, ShellWord(path));
}

}  // namespace

int OpenToRead(const std::string& path, OwnedFd& fd, struct stat& info) {
  int opened = -1;
  do {
    opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  } while (opened < 0 && errno == EINTR);
  if (opened < 0) return errno;
  fd = OwnedFd(opened);
  return ::fstat(opened, &info) == 0 ? 0 : errno;
}

int ReadToEnd(int fd, std::size_t cap, SecretString& text) {
  std::array<char, 16384> block;
  int error = 0;
  for (;;) {
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error = errno;
    if (count <= 0) break;
    text.Append({block.data(), static_cast<std::size_t>(count)});
    if (text.size() > cap) {
      error = EFBIG;
      break;
    }
  }
  sodium_memzero(block.data(), block.size());
  return error;
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status JudgeFile(const std::string& path, const struct stat& info, uid_t user) {
  if (!S_ISREG(info.st_mode)) {
    return Unsafe(fmt::format("{} is not a regular file", path),
                  fmt::format("mv {0} {0}.old   (moves it away)", ShellWord(path)));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return Unsafe(fmt::format("{} belongs to another user (uid {})", path, info.st_uid),
                  OwnerStep(path, user));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Unsafe(
        fmt::format("{} may be changed by other users (mode {:04o})", path, info.st_mode & 07777U),
        fmt::format("chmod 600 {}   (once you have seen that it is as you left it)", ShellWord(path)));
  }
  return OkStatus();
}

Status JudgeFolder(const std::string& path, const struct stat& info, uid_t user) {
  if (!S_ISDIR(info.st_mode)) {
    return Unsafe(fmt::format("{} is not a folder", path),
                  fmt::format("mv {0} {0}.old   (moves it away)", ShellWord(path)));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return Unsafe(fmt::format("the folder {} belongs to another user (uid {})", path, info.st_uid),
                  OwnerStep(path, user));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (info.st_mode & S_ISVTX) == 0) {
    return Unsafe(
        fmt::format("files in {} may be replaced by other users (mode {:04o})", path, info.st_mode & 07777U),
        fmt::format("chmod go-w {}", ShellWord(path)));
  }
  return OkStatus();
}

std::string ErrnoText(int error) { return std::generic_category().message(error); }

}  // namespace chutesd::config
