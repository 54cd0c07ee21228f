#include <google/protobuf/stubs/logging.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "client/commands/run.h"
#include "client/rpc/unix_rpc.h"
#include "client/start/host.h"

namespace {

std::vector<std::string> Environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace chutes;
  // Damaged messages are errors of ours, in our words; protobuf would add its own lines.
  google::protobuf::SetLogHandler(nullptr);
  terminal::StandardStreams streams;
  terminal::DiskFiles files;
  terminal::OwnProcess process(argc, argv);
  start::Host host([&process](const std::string& name) { return process.Lookup(name); }, Environment());
  commands::World world{streams, files, process, host};
  const auto revive = [&host](const rpc::Endpoint& endpoint, start::Deadline deadline) {
    return host.Start(endpoint, deadline).error;
  };
  const commands::Connect connect = [&](const rpc::Endpoint& endpoint) {
    return std::make_unique<rpc::UnixRpc>(endpoint, revive, terminal::WaitLine(streams, process));
  };
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(commands::RunChutes(std::move(words), world, connect));
}
