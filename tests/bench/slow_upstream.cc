// An HTTP/1.1 server on 127.0.0.1 that gives one answer to every request, some milliseconds after it
// came, and keeps connections open. Prints its port; runs until it is killed.
#include <fmt/format.h>
#include <sys/resource.h>

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read_until.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>

#include "tests/bench/batch_work.h"

namespace {

using asio::ip::tcp;
using std::chrono::milliseconds;

constexpr int kBacklog = 4096;

struct Answer {
  std::string bytes;
  milliseconds delay;
};

asio::awaitable<void> Serve(tcp::socket socket, std::shared_ptr<const Answer> answer) {
  std::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  asio::steady_timer timer(socket.get_executor());
  std::string unread;
  for (;;) {
    auto buffer = asio::dynamic_buffer(unread);
    const std::size_t size = co_await asio::async_read_until(socket, buffer, "\r\n\r\n", token);
    if (error) co_return;
    unread.erase(0, size);
    timer.expires_after(answer->delay);
    co_await timer.async_wait(token);
    const asio::const_buffer bytes = asio::buffer(answer->bytes);
    co_await asio::async_write(socket, bytes, token);
    if (error) co_return;
  }
}

asio::awaitable<void> Accept(tcp::acceptor& acceptor, std::shared_ptr<const Answer> answer) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));  // else the system keeps small answers back for 40 ms
    asio::co_spawn(acceptor.get_executor(), Serve(std::move(socket), answer), asio::detached);
  }
}

// One descriptor per connection.
void AllowManyConnections() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: slow_upstream DELAY_MS BODY_FILE\n";
    return EXIT_FAILURE;
  }
  std::ifstream file(argv[2]);
  const std::string body((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto answer = std::make_shared<Answer>();
  answer->delay = milliseconds(std::atoi(argv[1]));
  answer->bytes = fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
  AllowManyConnections();
  chutesd::bench::RunAsBatchWork();
  asio::io_context loop(1);
  tcp::acceptor acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  acceptor.listen(kBacklog);
  std::cout << acceptor.local_endpoint().port() << std::endl;
  asio::co_spawn(loop, Accept(acceptor, answer), asio::detached);
  loop.run();
}
