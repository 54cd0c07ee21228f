#include <google/protobuf/stubs/logging.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/process_env.h"
#include "client/cli/wait_line.h"
#include "client/commands/run.h"
#include "client/rpc/unix_rpc.h"
#include "client/start/daemon_host.h"

namespace {

std::vector<std::string> Environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

}  // namespace

int main(int argc, char** argv) {
  // Damaged messages are errors of ours, in our words; protobuf would add its own lines.
  google::protobuf::SetLogHandler(nullptr);
  chutes::cli::Env env = chutes::cli::ProcessEnv(argc, argv);
  chutes::start::Host host(env.lookup, Environment());
  env.daemons = &host;
  const auto revive = [&host](const chutes::rpc::Endpoint& endpoint, chutes::start::Deadline deadline) {
    return host.Start(endpoint, deadline).error;
  };
  const chutes::commands::Connect connect = [&revive, &env](const chutes::rpc::Endpoint& endpoint) {
    return std::make_unique<chutes::rpc::UnixRpc>(endpoint, revive, chutes::cli::WaitLine(env));
  };
  std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(chutes::commands::RunChutes(std::move(args), env, connect));
}
