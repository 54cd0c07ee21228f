#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

#include "proto/support/unique_fd.h"

namespace grpc {
class Server;
}  // namespace grpc

namespace chutesd::ipc {

// Who may talk to the daemon: its own user, and root, who could read its files anyway. Decided from the
// credentials that the kernel recorded when the peer connected.
bool MayConnect(uid_t peer, uid_t self);

// Gives an accepted connection to a running gRPC server, which then owns it. Thread-safe.
void HandToServer(grpc::Server& server, support::UniqueFd connection);

// Accepts connections on a listening Unix socket, on the loop, and lets only those in that MayConnect
// allows; others are closed before a byte of theirs is read. A connection is handed on when its peer has sent
// something: one that is closed before that has been told nothing, so its peer knows that nothing was done.
// Runs on the loop thread alone.
class AcceptLoop {
 public:
  // Takes a connected, non-blocking socket of an allowed peer.
  using OnConnection = std::function<void(support::UniqueFd)>;

  // Does not own `listen_fd`, which must stay open until Stop(). `self` is the user whose daemon this is.
  // A connection that is silent for longer than `patience` is closed.
  AcceptLoop(asio::io_context& loop, int listen_fd, OnConnection on_connection, uid_t self = geteuid(),
             std::chrono::milliseconds patience = std::chrono::minutes(1));
  ~AcceptLoop();
  AcceptLoop(const AcceptLoop&) = delete;
  AcceptLoop& operator=(const AcceptLoop&) = delete;

  void Start();
  // Takes what waits in the queue now, without waiting for the loop to get to it.
  void AcceptWaiting();
  // No connection is accepted afterwards, and the silent ones are closed.
  void Stop();

 private:
  void Wait();
  // 0 once the queue is empty, else the errno that keeps the rest of it waiting.
  int AcceptQueued();
  void Admit(support::UniqueFd connection);
  void HandOnOnceHeard(support::UniqueFd connection);

  // A connection whose peer has sent nothing yet.
  struct Silent {
    asio::posix::stream_descriptor socket;
    asio::steady_timer patience;
  };

  asio::io_context& loop_;
  asio::posix::stream_descriptor listener_;
  asio::steady_timer out_of_descriptors_;
  OnConnection on_connection_;
  uid_t self_;
  std::chrono::milliseconds patience_;
  std::map<std::uint64_t, Silent> silent_;  // by number, as a handler may come after its connection is gone
  std::uint64_t next_silent_ = 0;
  bool running_ = false;
};

}  // namespace chutesd::ipc
