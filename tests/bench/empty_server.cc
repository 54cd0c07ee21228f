// Serves a method that does nothing, on a socket made and a server set up exactly as the daemon's: what
// a call to the daemon takes beyond this is the daemon's own doing. Runs until SIGTERM.
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>

#include "daemon/app/server.h"
#include "daemon/ipc/accept_loop.h"
#include "daemon/ipc/listen_socket.h"
#include "tests/bench/bench.grpc.pb.h"

namespace chutesd::bench {
namespace {

class Empty final : public EmptyService::CallbackService {
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context, const CallRequest* /*request*/,
                                 CallResponse* /*response*/) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

std::optional<std::string> Environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int Serve(const std::string& socket_path) {
  const Result<ipc::ListenSocket> socket = ipc::ListenSocket::Bind(socket_path);
  Empty service;
  const Result<std::unique_ptr<grpc::Server>> server = app::StartServer({&service});
  if (!socket.ok() || !server.ok()) {
    std::cerr << "empty_server: " << socket.status() << ' ' << server.status() << '\n';
    return EXIT_FAILURE;
  }
  asio::io_context loop(1);
  asio::signal_set stop(loop, SIGTERM);
  stop.async_wait([&loop](std::error_code, int) { loop.stop(); });
  ipc::AcceptLoop accept_loop(loop, socket->fd(), [&server](support::UniqueFd connection) {
    ipc::HandToServer(**server, std::move(connection));
  });
  accept_loop.Start();
  ipc::NotifyServiceManager(Environment, "READY=1");
  loop.run();
  (*server)->Shutdown(std::chrono::system_clock::now());
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace chutesd::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: empty_server SOCKET\n";
    return EXIT_FAILURE;
  }
  return chutesd::bench::Serve(argv[1]);
}
