#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <functional>

#include "proto/support/unique_fd.h"

namespace chutesd::ipc {

// Accepts connections on a listening Unix socket, on the loop, and lets only those in that JudgePeer
// allows; others are closed before a byte of theirs is read. Runs on the loop thread alone.
class AcceptLoop {
 public:
  // Takes a connected, non-blocking socket of an allowed peer.
  using OnConnection = std::function<void(support::UniqueFd)>;

  // Does not own `listen_fd`, which must stay open until Stop(). `self` is the user whose daemon this is.
  AcceptLoop(asio::io_context& loop, int listen_fd, OnConnection on_connection, uid_t self = geteuid());
  ~AcceptLoop();
  AcceptLoop(const AcceptLoop&) = delete;
  AcceptLoop& operator=(const AcceptLoop&) = delete;

  void Start();
  // Takes what waits in the queue now, without waiting for the loop to get to it.
  void AcceptWaiting();
  // No connection is accepted afterwards.
  void Stop();

 private:
  void Wait();
  void AcceptAll();
  // 0 once the queue is empty, else the errno that keeps the rest of it waiting.
  int AcceptQueued();
  void Admit(support::UniqueFd connection);

  asio::posix::stream_descriptor listener_;
  asio::steady_timer out_of_descriptors_;
  OnConnection on_connection_;
  uid_t self_;
  bool running_ = false;
};

}  // namespace chutesd::ipc
