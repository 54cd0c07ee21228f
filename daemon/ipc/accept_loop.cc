#include "daemon/ipc/accept_loop.h"

#include <grpcpp/server.h>
#include <grpcpp/server_posix.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace chutesd::ipc {
namespace {

// How long to leave the queue alone when there is no descriptor to take a connection with: it stays
// readable, so waiting for it would spin.
constexpr std::chrono::milliseconds kDescriptorPause(100);

}  // namespace

bool MayConnect(uid_t peer, uid_t self) {
  // A peer in a user namespace of its own shows as the overflow uid, which is neither.
  return peer == self || peer == 0;
}

void HandToServer(grpc::Server& server, support::UniqueFd connection) {
  // The descriptor is non-blocking, as AcceptLoop makes it: gRPC does not set that and would hang.
  grpc::AddInsecureChannelFromFd(&server, connection.Release());
}

AcceptLoop::AcceptLoop(asio::io_context& loop, int listen_fd, OnConnection on_connection, uid_t self,
                       std::chrono::milliseconds patience)
    : loop_(loop),
      listener_(loop, listen_fd),
      out_of_descriptors_(loop),
      on_connection_(std::move(on_connection)),
      self_(self),
      patience_(patience) {}

AcceptLoop::~AcceptLoop() { Stop(); }

void AcceptLoop::Start() {
  running_ = true;
  Wait();
}

void AcceptLoop::Stop() {
  running_ = false;
  out_of_descriptors_.cancel();
  silent_.clear();
  if (listener_.is_open()) listener_.release();
}

void AcceptLoop::AcceptWaiting() {
  // What goes wrong here goes wrong again, and is reported, when the loop gets to it.
  if (running_) AcceptQueued();
}

void AcceptLoop::Wait() {
  listener_.async_wait(asio::posix::stream_descriptor::wait_read, [this](std::error_code error) {
    if (error || !running_) return;
    const int failed = AcceptQueued();
    if (!running_) return;
    if (failed == 0) return Wait();
    spdlog::error("cannot accept a connection: {}; trying again in {} ms", std::strerror(failed),
                  kDescriptorPause.count());
    out_of_descriptors_.expires_after(kDescriptorPause);
    out_of_descriptors_.async_wait([this](std::error_code ended) {
      if (!ended && running_) Wait();
    });
  });
}

int AcceptLoop::AcceptQueued() {
  for (;;) {
    support::UniqueFd connection(
        accept4(listener_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.valid()) {
      Admit(std::move(connection));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return 0;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return errno;
    }
  }
}

void AcceptLoop::Admit(support::UniqueFd connection) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    spdlog::warn("a connection was closed: who made it cannot be told: {}", std::strerror(errno));
    return;
  }
  if (!MayConnect(peer.uid, self_)) {
    spdlog::warn("a connection of uid {} (pid {}) was closed: only uid {} may use this daemon", peer.uid,
                 peer.pid, self_);
    return;
  }
  HandOnOnceHeard(std::move(connection));
}

void AcceptLoop::HandOnOnceHeard(support::UniqueFd connection) {
  char byte = 0;
  const ssize_t size = recv(connection.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (size > 0) return on_connection_(std::move(connection));
  if (size == 0 || (errno != EAGAIN && errno != EINTR)) return;  // the peer is gone
  const std::uint64_t number = next_silent_++;
  Silent& silent = silent_
                       .emplace(number, Silent{asio::posix::stream_descriptor(loop_, connection.Release()),
                                               asio::steady_timer(loop_, patience_)})
                       .first->second;
  silent.patience.async_wait([this, number](std::error_code error) {
    if (!error) silent_.erase(number);
  });
  silent.socket.async_wait(asio::posix::stream_descriptor::wait_read, [this, number](std::error_code error) {
    if (error) return;
    auto heard = silent_.extract(number);
    if (!heard.empty()) HandOnOnceHeard(support::UniqueFd(heard.mapped().socket.release()));
  });
}

}  // namespace chutesd::ipc
