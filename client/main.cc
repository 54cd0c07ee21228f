#include <google/protobuf/stubs/logging.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/commands/command_line.h"
#include "client/rpc/unix_rpc.h"
#include "client/start/daemon_host.h"
#include "proto/support/overwrite_stack.h"

namespace chutes {
namespace {

// More than anything here uses, where large buffers are on the heap. A page not in use yet takes 1 us.
constexpr std::size_t kStackInUse = std::size_t{64} << 10U;

std::vector<std::string> Environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

// The kernel keeps the environment where the program began, so nothing frees it: what is secret there is
// overwritten at the end. Not before, as the official CLI may be handed it.
void OverwriteSecretVariables() {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (text.starts_with("CHUTES_API_KEY=") || text.starts_with("BT_PW_")) {
      const std::size_t value = text.find('=') + 1;
      explicit_bzero(*entry + value, text.size() - value);
    }
  }
}

int Run(int argc, char** argv) {
  // Damaged messages are errors of ours, in our words; protobuf would add its own lines.
  google::protobuf::SetLogHandler(nullptr);
  terminal::StandardStreams streams;
  terminal::DiskFiles files;
  terminal::OwnProcess process(argc, argv);
  start::Host host([&process](const std::string& name) { return process.Lookup(name); }, Environment());
  commands::Platform platform{streams, files, process, host};
  const auto start_daemon = [&host](const rpc::Endpoint& endpoint, start::Deadline deadline) {
    return host.Start(endpoint, deadline).error;
  };
  const commands::Connect connect = [&](const rpc::Endpoint& endpoint) {
    return std::make_unique<rpc::UnixRpc>(endpoint, start_daemon, terminal::WaitLine(streams, process));
  };
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(commands::RunChutes(std::move(words), platform, connect));
}

}  // namespace
}  // namespace chutes

int main(int argc, char** argv) {
  // No core file, and no look at our memory and environment for this user's other programs. A program that
  // this one becomes is as any other; a limit on core files it would inherit.
  (void)prctl(PR_SET_DUMPABLE, 0);
  const int status = chutes::Run(argc, argv);
  chutes::OverwriteSecretVariables();
  chutesd::support::OverwriteStack<chutes::kStackInUse>();
  return status;
}
