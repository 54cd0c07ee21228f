#pragma once

#include <sys/types.h>

#include <string>

#include "daemon/base/failure.h"
#include "proto/support/unique_fd.h"

namespace chutesd::ipc {

// Makes the folder of `socket_path` if it is missing (mode 0700, its parent too) and refuses one that
// is not this user's or that others can write to: they could put a socket of theirs in its place.
Status PrepareSocketFolder(const std::string& socket_path);

// A listening Unix socket that only this user can connect to.
class ListenSocket {
 public:
  // Binds with mode 0600 from the first moment and listens. The caller holds the socket's lock and has
  // prepared its folder, so a socket found at the path is a dead daemon's and is replaced; anything
  // else there is refused. Sets the process's umask for a moment: call before other threads exist.
  static Result<ListenSocket> Bind(const std::string& path);
  // Takes over a socket that the service manager made and will keep.
  static ListenSocket Adopt(support::UniqueFd fd, std::string path);

  ListenSocket(ListenSocket&&) noexcept = default;
  ListenSocket& operator=(ListenSocket&&) noexcept = default;
  ~ListenSocket() { RemoveIfOurs(); }

  int fd() const { return fd_.get(); }
  const std::string& path() const { return path_; }

  // Unlinks the path if it still leads to the socket bound here, a successor's is left alone, and closes
  // it: who waits in its queue learns at once that nobody will answer. An adopted one stays as it is, for
  // its maker to serve by another process.
  void RemoveIfOurs();

 private:
  ListenSocket(support::UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  support::UniqueFd fd_;
  std::string path_;
  bool owns_path_ = false;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace chutesd::ipc
