#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chutes_fakes {

// Passes bytes on to another port of 127.0.0.1, so that a test can break connections under a server
// that would not do so itself. On the io_context of the test.
class TcpRelay {
 public:
  TcpRelay(asio::io_context& io, unsigned short target);

  std::string Url(std::string_view path, std::string_view scheme) const;
  // How many connections there were so far.
  int connections() const { return state_->count; }
  // Resets every connection that is open now; later ones work.
  void Reset();

 private:
  using Socket = asio::ip::tcp::socket;
  struct Pair {
    Pair(Socket from, asio::io_context& io) : client(std::move(from)), server(io) {}
    Socket client;
    Socket server;
  };
  struct State {
    State(asio::io_context& loop, unsigned short to);
    asio::io_context& io;
    asio::ip::tcp::acceptor acceptor;
    unsigned short target;
    int count = 0;
    std::vector<std::weak_ptr<Pair>> pairs;
  };
  static asio::awaitable<void> Accept(std::shared_ptr<State> state);
  static asio::awaitable<void> Copy(std::shared_ptr<Pair> pair, Socket& from, Socket& to);

  std::shared_ptr<State> state_;
};

}  // namespace chutes_fakes
