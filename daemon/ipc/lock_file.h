#pragma once

#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "proto/support/unique_fd.h"

namespace chutesd::ipc {

// Held by the one daemon that serves a socket: an flock(2) on `<socket>.lock`, which the kernel drops
// however the process ends. The file holds the holder's pid and build; it is never unlinked, since
// another process may be about to lock it.
class LockFile {
 public:
  // ALREADY_EXISTS if another process holds it; the message names its pid.
  static Result<LockFile> Acquire(const std::string& path, std::string_view build);

  // For a daemon that no longer serves the socket: a successor may.
  void Release() { fd_ = support::UniqueFd(); }

 private:
  explicit LockFile(support::UniqueFd fd) : fd_(std::move(fd)) {}
  support::UniqueFd fd_;
};

}  // namespace chutesd::ipc
