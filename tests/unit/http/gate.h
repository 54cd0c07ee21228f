#pragma once

#include <asio/io_context.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <string>
#include <system_error>

#include "tests/fakes/loopback_server.h"

namespace chutesd::http {

// Holds every request back until it is opened.
class Gate {
 public:
  explicit Gate(asio::io_context& io) : timer_(io, std::chrono::steady_clock::time_point::max()) {}
  void Open() { timer_.expires_at(std::chrono::steady_clock::time_point::min()); }

  // Answers every request with `reply`, once open.
  chutes_fakes::LoopbackServer::Script Script(std::string reply) {
    return [this, reply](chutes_fakes::LoopbackConnection& connection) -> asio::awaitable<void> {
      chutes_fakes::SeenRequest request;
      while (co_await connection.Read(request)) {
        std::error_code opened;
        auto token = asio::redirect_error(asio::use_awaitable, opened);
        co_await timer_.async_wait(token);
        co_await connection.Write(reply);
      }
    };
  }

 private:
  asio::steady_timer timer_;
};

}  // namespace chutesd::http
