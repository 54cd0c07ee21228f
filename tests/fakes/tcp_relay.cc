#include "tests/fakes/tcp_relay.h"

#include <fmt/format.h>

#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <system_error>
#include <utility>

namespace chutes_fakes {
namespace {

using asio::ip::tcp;

tcp::endpoint Loopback(unsigned short port) { return {asio::ip::address_v4::loopback(), port}; }

}  // namespace

TcpRelay::State::State(asio::io_context& loop, unsigned short to)
    : io(loop), acceptor(loop, Loopback(0)), target(to) {}

TcpRelay::TcpRelay(asio::io_context& io, unsigned short target)
    : state_(std::make_shared<State>(io, target)) {
  asio::co_spawn(io, Accept(state_), asio::detached);
}

std::string TcpRelay::Url(std::string_view path, std::string_view scheme) const {
  return fmt::format("{}://127.0.0.1:{}{}", scheme, state_->acceptor.local_endpoint().port(), path);
}

void TcpRelay::Reset() {
  for (const auto& weak : std::exchange(state_->pairs, {})) {
    const std::shared_ptr<Pair> pair = weak.lock();
    if (pair == nullptr || !pair->client.is_open()) continue;
    std::error_code ignored;
    pair->client.set_option(asio::socket_base::linger(true, 0), ignored);  // closing now sends RST
    pair->client.close(ignored);
    pair->server.close(ignored);
  }
}

asio::awaitable<void> TcpRelay::Accept(std::shared_ptr<State> state) {
  for (;;) {
    tcp::socket socket = co_await state->acceptor.async_accept(asio::use_awaitable);
    auto pair = std::make_shared<Pair>(std::move(socket), state->io);
    std::error_code error;
    pair->server.connect(Loopback(state->target), error);
    if (error) continue;
    pair->client.set_option(tcp::no_delay(true));
    pair->server.set_option(tcp::no_delay(true));
    ++state->count;
    state->pairs.push_back(pair);
    asio::co_spawn(state->io, Copy(pair, pair->client, pair->server), asio::detached);
    asio::co_spawn(state->io, Copy(pair, pair->server, pair->client), asio::detached);
  }
}

asio::awaitable<void> TcpRelay::Copy(std::shared_ptr<Pair> pair, Socket& from, Socket& to) {
  std::string bytes(16'384, '\0');
  std::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (!error) {
    const asio::mutable_buffer space = asio::buffer(bytes);
    const std::size_t size = co_await from.async_read_some(space, token);
    const asio::const_buffer filled = asio::buffer(bytes.data(), size);
    if (!error) co_await asio::async_write(to, filled, token);
  }
  std::error_code ignored;
  pair->client.close(ignored);
  pair->server.close(ignored);
}

}  // namespace chutes_fakes
