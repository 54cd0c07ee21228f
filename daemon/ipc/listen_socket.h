#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "proto/support/paths.h"
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

// Takes the lock that the one daemon that serves a socket holds: an flock(2) on `<socket>.lock`, as long as
// the descriptor is open, which the kernel closes however the process ends. The file holds the holder's pid
// and build; it is never unlinked, since another process may be about to lock it. SOCKET_IN_USE if another
// process holds the lock; the message names its pid.
Result<support::UniqueFd> AcquireLock(const std::string& path, std::string_view build);

// The socket that systemd passed (sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, descriptors from 3), or
// nothing if it passed none. Refuses several, and one that is not a listening Unix stream socket.
// `first_fd` is 3 outside tests.
Result<std::optional<ListenSocket>> TakeActivatedSocket(const support::EnvLookup& environment, int first_fd);

// Tells the service manager `state`, such as "READY=1" (sd_notify(3), NOTIFY_SOCKET). Does nothing
// without one; a failure is logged, as the daemon can work all the same.
void NotifyServiceManager(const support::EnvLookup& environment, const std::string& state);

}  // namespace chutesd::ipc
