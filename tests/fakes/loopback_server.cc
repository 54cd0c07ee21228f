#include "tests/fakes/loopback_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/read.hpp>
#include <asio/read_until.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cctype>
#include <cstddef>
#include <system_error>

namespace chutes_fakes {
namespace {

using asio::ip::tcp;
constexpr std::string_view kHeaderEnd = "\r\n\r\n";

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Everything up to the next `mark`, which is dropped from `text` with it.
std::string_view CutAt(std::string_view& text, std::string_view mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + mark.size(), text.size()));
  return part;
}

void ParseHead(std::string_view head, SeenRequest& request) {
  std::string_view line = CutAt(head, "\r\n");
  request.method = std::string(CutAt(line, " "));
  request.target = std::string(CutAt(line, " "));
  while (!head.empty()) {
    line = CutAt(head, "\r\n");
    const std::string_view name = CutAt(line, ":");
    while (line.starts_with(' ')) line.remove_prefix(1);
    request.headers.emplace_back(name, line);
  }
}

}  // namespace

std::string SeenRequest::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (SameName(key, name)) return value;
  }
  return "(none)";
}

asio::awaitable<bool> LoopbackConnection::Read(SeenRequest& request) {
  std::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  auto buffer = asio::dynamic_buffer(unread_);
  const std::size_t head = co_await asio::async_read_until(socket_, buffer, kHeaderEnd, token);
  if (error) co_return false;
  request = SeenRequest();
  request.connection = number_;
  ParseHead(std::string_view(unread_).substr(0, head - kHeaderEnd.size()), request);
  unread_.erase(0, head);

  const std::string length_text = request.Header("content-length");
  const std::size_t length = length_text == "(none)" ? 0 : std::stoul(length_text);
  if (unread_.size() < length) {
    const auto missing = asio::transfer_exactly(length - unread_.size());
    auto rest = asio::dynamic_buffer(unread_);
    co_await asio::async_read(socket_, rest, missing, token);
    if (error) co_return false;
  }
  request.body = unread_.substr(0, length);
  unread_.erase(0, length);
  seen_.push_back(request);
  co_return true;
}

asio::awaitable<void> LoopbackConnection::Write(std::string_view bytes) {
  std::error_code error;  // a client that hung up shows at the next read
  auto token = asio::redirect_error(asio::use_awaitable, error);
  const asio::const_buffer buffer = asio::buffer(bytes.data(), bytes.size());
  co_await asio::async_write(socket_, buffer, token);
}

asio::awaitable<void> LoopbackConnection::WaitForClose() {
  std::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  auto ignored = asio::dynamic_buffer(unread_);
  co_await asio::async_read(socket_, ignored, token);  // to the end
}

void LoopbackConnection::Close() {
  std::error_code ignored;
  socket_.close(ignored);
}

LoopbackServer::State::State(asio::io_context& io, Script run)
    : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), script(std::move(run)) {
  acceptor.listen(4096);
}

LoopbackServer::LoopbackServer(asio::io_context& io, Script script)
    : state_(std::make_shared<State>(io, std::move(script))) {
  asio::co_spawn(io, Accept(state_), asio::detached);
}

LoopbackServer::Script LoopbackServer::Answer(std::string bytes) {
  const auto kept = std::make_shared<const std::string>(std::move(bytes));
  return [kept](LoopbackConnection& connection) -> asio::awaitable<void> {
    const std::shared_ptr<const std::string> answer = kept;
    SeenRequest request;
    while (co_await connection.Read(request)) co_await connection.Write(*answer);
  };
}

unsigned short LoopbackServer::port() const { return state_->acceptor.local_endpoint().port(); }

std::string LoopbackServer::Url(std::string_view path, std::string_view scheme) const {
  return fmt::format("{}://127.0.0.1:{}{}", scheme, port(), path);
}

asio::awaitable<void> LoopbackServer::Accept(std::shared_ptr<State> state) {
  for (;;) {
    tcp::socket socket = co_await state->acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    auto connection =
        std::make_shared<LoopbackConnection>(std::move(socket), ++state->connections, state->requests);
    asio::co_spawn(state->acceptor.get_executor(), Run(state, std::move(connection)), asio::detached);
  }
}

asio::awaitable<void> LoopbackServer::Run(std::shared_ptr<State> state,
                                          std::shared_ptr<LoopbackConnection> connection) {
  co_await state->script(*connection);
  connection->Close();
  ++state->closed;
}

std::string OkReply(std::string_view body) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nContent-Type: text/plain\r\n\r\n{}",
                     body.size(), body);
}

}  // namespace chutes_fakes
