// A daemon that is not there, or goes.
#include <google/protobuf/any.pb.h>
#include <gtest/gtest.h>

#include <csignal>

#include "chutesd/v1/keys.pb.h"
#include "tests/unit/client/get_key_call.h"

namespace chutes::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
TEST(UnixRpc, SaysThatADaemonThatAlwaysHangsUpAtOnceDoesNotServeThisUser) {
  ScriptedServer server([](ServerConnection&) {}, kMostAttempts);
  const Outcome outcome = Call(server.path());
  ASSERT_FALSE(outcome.result.ok());
  EXPECT_EQ(outcome.result.error->fault, Fault::kNoDaemon);
  EXPECT_FALSE(outcome.result.error->outcome_unknown);
  EXPECT_NE(outcome.result.error->message.find("at once"), std::string::npos);
}

TEST(UnixRpc, CallsAgainWhenTheDaemonEndsBeforeItHasLookedAtTheCall) {
  Headers cancelled = kInitial;
  cancelled.emplace_back("grpc-status", "1");
  cancelled.emplace_back("grpc-message", "CANCELLED");
  const std::vector<std::function<void(ServerConnection&)>> ends = {
      [](ServerConnection&) {},
      [](ServerConnection& connection) {
        connection.ReadRequest();
        connection.Send(connection.GoAway(0));
      },
      [&cancelled](ServerConnection& connection) {
        connection.ReadRequest();
        connection.Send(connection.AnswerTrailers(cancelled));
      }};
  for (const auto& end : ends) {
    int connections = 0;
    ScriptedServer server(
        [&](ServerConnection& connection) {
          if (++connections == 1) return end(connection);
          connection.ReadRequest();
          connection.Send(connection.Answer(kInitial, Framed(Reply()), {{"grpc-status", "0"}}));
        },
        2);
    const Outcome outcome = Call(server.path());
    server.Finish();
    ASSERT_TRUE(outcome.result.ok()) << outcome.result.error->message;
    EXPECT_EQ(connections, 2);
  }
}

TEST(UnixRpc, DoesNotCallAgainWhatMayHaveBeenDone) {
  int connections = 0;
  ScriptedServer server(
      [&connections](ServerConnection& connection) {
        ++connections;
        connection.ReadRequest();
      },
      2);
  EXPECT_EQ(Call(server.path()).result.error->fault, Fault::kLost);
  EXPECT_EQ(connections, 1);
}

TEST(UnixRpc, StartsADaemonWhereThereIsNoneAndItMay) {
  const ShortFolder folder;
  const std::string path = folder.path() + "/s";
  std::thread daemon;
  int start_daemond = 0;
  const Revive start_daemon = [&](const Endpoint& endpoint,
                                  steady_clock::time_point) -> std::optional<CallError> {
    ++start_daemond;
    EXPECT_EQ(endpoint.path, path);
    const int listener = BoundSocket(path);
    EXPECT_EQ(listen(listener, 1), 0);
    daemon = std::thread([listener] {
      const support::UniqueFd owned(listener);
      const support::UniqueFd fd(accept(listener, nullptr, nullptr));
      ServerConnection connection(fd.get());
      connection.ReadRequest();
      connection.Send(connection.Answer(kInitial, Framed(Reply()), {{"grpc-status", "0"}}));
    });
    return std::nullopt;
  };
  const auto call = [&](bool may_start) {
    chutesd::v1::GetKeyResponse reply;
    return UnixRpc({path, false, may_start}, start_daemon)
        .Call(method::kGetKey, chutesd::v1::GetKeyRequest(), reply,
              steady_clock::now() + milliseconds(20'000));
  };
  const CallResult refused = call(false);
  EXPECT_EQ(start_daemond, 0);
  EXPECT_EQ(refused.error->fault, Fault::kNoDaemon);
  const CallResult made = call(true);
  if (daemon.joinable()) daemon.join();
  EXPECT_TRUE(made.ok()) << made.error->message;
  EXPECT_EQ(start_daemond, 1);
}

TEST(UnixRpc, ShowsWhyNoDaemonCouldBeStarted) {
  const ShortFolder folder;
  CallError why;
  why.message = "it is broken";
  chutesd::v1::GetKeyResponse reply;
  const CallResult result =
      UnixRpc({folder.path() + "/s", false, true},
              [&why](const Endpoint&, steady_clock::time_point) { return std::optional<CallError>(why); })
          .Call(method::kGetKey, chutesd::v1::GetKeyRequest(), reply,
                steady_clock::now() + milliseconds(20'000));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error->message, "it is broken");
}

}  // namespace
}  // namespace chutes::rpc
