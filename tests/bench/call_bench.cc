// Times GetSession of a daemon beside the method of empty_server that does nothing: one channel to each,
// short rounds that take turns. Prints the two medians as JSON, in microseconds.
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "chutesd/v1/session.grpc.pb.h"
#include "tests/bench/bench.grpc.pb.h"
#include "tests/bench/figure.h"

namespace chutesd::bench {
namespace {

constexpr int kCallsPerRound = 100;  // of each caller
constexpr int kWarmUpRounds = 5;
constexpr std::chrono::seconds kPatience(20);

using Call = std::function<grpc::Status(grpc::ClientContext&)>;

std::shared_ptr<grpc::Channel> Connect(const std::string& socket_path) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel("unix:" + socket_path, grpc::InsecureChannelCredentials(), arguments);
}

// Microseconds of each of kCallsPerRound calls, one after the other.
std::vector<double> CallInTurn(const Call& call) {
  std::vector<double> times;
  for (int i = 0; i < kCallsPerRound; ++i) {
    const auto start = std::chrono::steady_clock::now();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const grpc::Status status = call(context);
    const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
    if (!status.ok()) {
      std::cerr << "call_bench: " << status.error_message() << '\n';
      std::_Exit(EXIT_FAILURE);
    }
    times.push_back(spent.count());
  }
  return times;
}

// One round: `callers` threads on the same channel.
void Round(const Call& call, int callers, std::vector<double>& times) {
  std::vector<std::vector<double>> each(static_cast<std::size_t>(callers));
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < each.size(); ++i) {
    others.emplace_back([&call, &mine = each[i]] { mine = CallInTurn(call); });
  }
  each[0] = CallInTurn(call);
  for (std::thread& other : others) other.join();
  for (const std::vector<double>& some : each) times.insert(times.end(), some.begin(), some.end());
}

void Measure(const std::string& daemon_socket, const std::string& empty_socket, int rounds, int callers) {
  const auto sessions = v1::SessionService::NewStub(Connect(daemon_socket));
  const auto empty = EmptyService::NewStub(Connect(empty_socket));
  const Call get_session = [&sessions](grpc::ClientContext& context) {
    v1::GetSessionResponse reply;
    return sessions->GetSession(&context, v1::GetSessionRequest(), &reply);
  };
  const Call do_nothing = [&empty](grpc::ClientContext& context) {
    CallResponse reply;
    return empty->Call(&context, CallRequest(), &reply);
  };
  std::vector<double> measured;
  std::vector<double> reference;
  for (int round = -kWarmUpRounds; round < rounds; ++round) {
    if (round == 0) measured.clear(), reference.clear();
    Round(get_session, callers, measured);
    Round(do_nothing, callers, reference);
  }
  std::cout << fmt::format(R"({{"measured":{:.2f},"reference":{:.2f}}})", Median(std::move(measured)),
                           Median(std::move(reference)))
            << '\n';
}

}  // namespace
}  // namespace chutesd::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: call_bench DAEMON_SOCKET EMPTY_SOCKET ROUNDS CALLERS\n";
    return EXIT_FAILURE;
  }
  chutesd::bench::Measure(argv[1], argv[2], std::atoi(argv[3]), std::atoi(argv[4]));
}
