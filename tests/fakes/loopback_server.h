#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chutes_fakes {

// A request as it came over the wire.
struct SeenRequest {
  std::string method;
  std::string target;  // path and query, as sent
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  int connection = 0;  // on which connection, counted from 1

  // The value of the first header of this name, any case; "(none)" if there is none.
  std::string Header(std::string_view name) const;
};

// One accepted connection, as a script drives it. Arguments are views, which must outlive the wait.
class LoopbackConnection {
 public:
  // Adds each request that it reads to `seen`.
  LoopbackConnection(asio::ip::tcp::socket socket, int number, std::vector<SeenRequest>& seen)
      : socket_(std::move(socket)), number_(number), seen_(seen) {}

  int number() const { return number_; }
  // Waits for a whole request. False once the client has hung up.
  asio::awaitable<bool> Read(SeenRequest& request);
  asio::awaitable<void> Write(std::string_view bytes);
  // Returns when the client has closed its side.
  asio::awaitable<void> WaitForClose();
  void Close();

 private:
  asio::ip::tcp::socket socket_;
  int number_;
  std::vector<SeenRequest>& seen_;
  std::string unread_;
};

// An HTTP/1.1 server that does exactly what a script says, on the io_context of the test: single
// threaded, so a test may look at everything at any time. It ends with the io_context.
class LoopbackServer {
 public:
  // Runs once per connection; the connection closes when it returns.
  using Script = std::function<asio::awaitable<void>(LoopbackConnection& connection)>;

  LoopbackServer(asio::io_context& io, Script script);

  // Answers every request with these bytes.
  static Script Answer(std::string bytes);

  unsigned short port() const;
  std::string Url(std::string_view path, std::string_view scheme = "http") const;
  // What came in so far.
  const std::vector<SeenRequest>& requests() const { return state_->requests; }
  int connections() const { return state_->connections; }
  int closed() const { return state_->closed; }

 private:
  struct State {
    State(asio::io_context& io, Script run);
    asio::ip::tcp::acceptor acceptor;
    Script script;
    std::vector<SeenRequest> requests;
    int connections = 0;
    int closed = 0;
  };
  static asio::awaitable<void> Accept(std::shared_ptr<State> state);
  static asio::awaitable<void> Run(std::shared_ptr<State> state,
                                   std::shared_ptr<LoopbackConnection> connection);

  std::shared_ptr<State> state_;
};

// "HTTP/1.1 200 OK" with this body and its length.
std::string OkReply(std::string_view body);

}  // namespace chutes_fakes
