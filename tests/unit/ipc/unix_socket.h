#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "proto/support/unique_fd.h"

namespace chutesd::ipc {

// Binds `fd` to `path`, or connects it; a leading '@' stands for the abstract namespace.
template <typename Call>
bool WithAddress(int fd, const std::string& path, Call call) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  return call(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0;
}

// A bound socket; listening if it is a stream socket and `listening`.
inline support::UniqueFd BoundSocket(const std::string& path, int type = SOCK_STREAM, bool listening = true) {
  support::UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  if (!WithAddress(fd.get(), path, ::bind)) return support::UniqueFd();
  if (listening && type == SOCK_STREAM && ::listen(fd.get(), 16) != 0) return support::UniqueFd();
  return fd;
}

// Lets a read of `fd` fail with EAGAIN after a while, so that a test which waits in vain fails.
inline void BoundReads(int fd) {
  constexpr timeval kPatience{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
}

// A connected socket; invalid if nobody listens. Its reads are bounded.
inline support::UniqueFd ConnectTo(const std::string& path) {
  support::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  BoundReads(fd.get());
  return WithAddress(fd.get(), path, ::connect) ? std::move(fd) : support::UniqueFd();
}

}  // namespace chutesd::ipc
