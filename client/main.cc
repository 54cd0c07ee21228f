#include <google/protobuf/stubs/logging.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/process_env.h"
#include "client/commands/run.h"
#include "client/rpc/unix_rpc.h"

int main(int argc, char** argv) {
  // A reader that has gone away is an error of writing: a secret that is shown once must not vanish
  // with the process.
  (void)std::signal(SIGPIPE, SIG_IGN);
  // Damaged messages are errors of ours, in our words; protobuf would add its own lines.
  google::protobuf::SetLogHandler(nullptr);
  chutes::cli::Env env = chutes::cli::ProcessEnv(argc, argv);
  const chutes::commands::Connect connect = [](const chutes::rpc::Endpoint& endpoint) {
    return std::make_unique<chutes::rpc::UnixRpc>(endpoint);
  };
  std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(chutes::commands::RunChutes(std::move(args), env, connect));
}
