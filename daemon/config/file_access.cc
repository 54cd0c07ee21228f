#include "daemon/config/file_access.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
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

// `problem` says which of the rules is broken: kind, owner, mode, folder.
Status Unsafe(const std::string& path, const char* problem, std::string message) {
  Failure failure;
  failure.reason = Reason::kConfigUnsafe;
  failure.message = std::move(message);
  failure.facts = {{fact::kPath, path}, {fact::kProblem, problem}};
  return failure;
}

Status UnsafeFolder(const std::string& folder, const char* problem, std::string message) {
  Failure failure{Reason::kConfigUnsafe, std::move(message)};
  failure.facts = {{fact::kFolder, folder}, {fact::kProblem, problem}};
  return failure;
}

}  // namespace

int OpenToRead(const std::string& path, support::UniqueFd& fd, struct stat& info) {
  int opened = -1;
  do {
    opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  } while (opened < 0 && errno == EINTR);
  if (opened < 0) return errno;
  fd = support::UniqueFd(opened);
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

Status JudgeFile(const std::string& path, const struct stat& info, uid_t user) {
  if (!S_ISREG(info.st_mode)) {
    return Unsafe(path, "kind", fmt::format("{} is not a regular file", path));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return Unsafe(path, "owner", fmt::format("{} belongs to another user (uid {})", path, info.st_uid));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Unsafe(path, "mode",
                  fmt::format("{} may be changed by other users (mode {:04o})", path, info.st_mode & 07777U));
  }
  return OkStatus();
}

Status JudgeFolder(const std::string& path, const struct stat& info, uid_t user) {
  if (!S_ISDIR(info.st_mode)) {
    return UnsafeFolder(path, "kind", fmt::format("{} is not a folder", path));
  }
  if (info.st_uid != user && info.st_uid != 0) {
    return UnsafeFolder(path, "owner",
                        fmt::format("the folder {} belongs to another user (uid {})", path, info.st_uid));
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (info.st_mode & S_ISVTX) == 0) {
    return UnsafeFolder(
        path, "folder",
        fmt::format("files in {} may be replaced by other users (mode {:04o})", path, info.st_mode & 07777U));
  }
  return OkStatus();
}

std::string ErrnoText(int error) { return std::generic_category().message(error); }

}  // namespace chutesd::config
