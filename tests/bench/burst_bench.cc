// Sends waves of ListKeys calls to a daemon, all calls of a wave at once over one channel, and watches
// the daemon meanwhile. Prints one line of JSON per wave. Fails if a call fails.
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <latch>
#include <memory>
#include <string>
#include <vector>

#include "chutesd/v1/keys.grpc.pb.h"
#include "tests/bench/batch_work.h"
#include "tests/bench/process_probe.h"

namespace chutesd::bench {
namespace {

constexpr std::chrono::seconds kPatience(30);

struct Pending {
  grpc::ClientContext context;
  v1::ListKeysRequest request;
  v1::ListKeysResponse reply;
  grpc::Status status;
};

// False if a call failed.
bool Wave(v1::KeysService::Stub& keys, pid_t daemon, int calls) {
  std::vector<std::unique_ptr<Pending>> pending;
  for (int i = 0; i < calls; ++i) {
    pending.push_back(std::make_unique<Pending>());
    pending.back()->context.set_deadline(std::chrono::system_clock::now() + kPatience);
  }
  std::latch done(calls);
  const ProcessSize before = SizeOf(daemon);
  PeakProbe probe(daemon);
  const auto start = std::chrono::steady_clock::now();
  for (const std::unique_ptr<Pending>& call : pending) {
    keys.async()->ListKeys(&call->context, &call->request, &call->reply,
                           [call = call.get(), &done](grpc::Status status) {
                             call->status = std::move(status);
                             done.count_down();
                           });
  }
  done.wait();
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
  const ProcessSize peak = probe.Stop();
  for (const std::unique_ptr<Pending>& call : pending) {
    if (call->status.ok() && call->reply.keys_size() == 1) continue;
    std::cerr << "burst_bench: " << (call->status.ok() ? "a wrong reply" : call->status.error_message())
              << '\n';
    return false;
  }
  std::cout << fmt::format(R"({{"ms":{:.1f},"threads":[{},{}],"resident_kib":[{},{}]}})", spent.count(),
                           before.threads, peak.threads, before.resident_kib, peak.resident_kib)
            << '\n';
  return true;
}

bool Measure(const std::string& socket_path, pid_t daemon, int calls, int waves) {
  const auto channel = grpc::CreateChannel("unix:" + socket_path, grpc::InsecureChannelCredentials());
  // A warm client: what is to be measured is the daemon.
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + kPatience)) {
    std::cerr << "burst_bench: no connection to the daemon\n";
    return false;
  }
  const auto keys = v1::KeysService::NewStub(channel);
  for (int wave = 0; wave < waves; ++wave) {
    if (!Wave(*keys, daemon, calls)) return false;
  }
  return true;
}

}  // namespace
}  // namespace chutesd::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: burst_bench SOCKET DAEMON_PID CALLS WAVES\n";
    return EXIT_FAILURE;
  }
  chutesd::bench::RunAsBatchWork();
  const bool done =
      chutesd::bench::Measure(argv[1], std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]));
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
