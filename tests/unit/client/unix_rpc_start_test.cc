// A daemon that is not there, or goes.
#include <google/protobuf/any.pb.h>
#include <gtest/gtest.h>

#include <csignal>

#include "chutesd/v1/keys.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "proto/support/facts.h"
#include "tests/unit/client/base64_text.h"
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

// What a daemon sends that fails a call with these facts.
Headers Failed(int code, const std::string& reason, const chutesd::Facts& facts) {
  google::rpc::ErrorInfo info;
  info.set_domain("chutesd");
  info.set_reason(reason);
  info.mutable_metadata()->insert(facts.begin(), facts.end());
  google::rpc::Status status;
  status.set_code(code);
  google::protobuf::Any& detail = *status.add_details();
  detail.set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  detail.set_value(info.SerializeAsString());
  Headers trailers = kInitial;
  trailers.emplace_back("grpc-status", std::to_string(code));
  trailers.emplace_back("grpc-message", "CANCELLED");
  trailers.emplace_back("grpc-status-details-bin", Base64(status.SerializeAsString()));
  return trailers;
}

// How many connections a call makes if the first ends like this, and the others answer.
int ConnectionsAfter(const std::function<void(ServerConnection&)>& end, bool* ok = nullptr) {
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
  if (ok != nullptr) *ok = outcome.result.ok();
  return connections;
}

std::function<void(ServerConnection&)> AnswerWith(const Headers& trailers) {
  return [trailers](ServerConnection& connection) {
    connection.ReadRequest();
    connection.Send(connection.AnswerTrailers(trailers));
  };
}

TEST(UnixRpc, CallsAgainWhenTheDaemonEndsBeforeItHasBegunTheCall) {
  const std::vector<std::function<void(ServerConnection&)>> ends = {
      [](ServerConnection&) {},
      [](ServerConnection& connection) {
        connection.ReadRequest();
        connection.Send(connection.GoAway(0));
      },
      AnswerWith(Failed(14, "STOPPING", {{"not_begun", "true"}})),
      AnswerWith(Failed(14, "A_LATER_REASON", {{"not_begun", "true"}}))};
  for (const auto& end : ends) {
    bool ok = false;
    EXPECT_EQ(ConnectionsAfter(end, &ok), 2);
    EXPECT_TRUE(ok);
  }
}

TEST(UnixRpc, DoesNotCallAgainWithoutTheDaemonsWord) {
  Headers plain = kInitial;
  plain.emplace_back("grpc-status", "1");
  plain.emplace_back("grpc-message", "CANCELLED");
  Headers unavailable = kInitial;
  unavailable.emplace_back("grpc-status", "14");
  EXPECT_EQ(ConnectionsAfter(AnswerWith(plain)), 1);
  for (const std::uint32_t error : {2U, 8U}) {  // INTERNAL_ERROR, CANCEL
    const auto reset = [error](ServerConnection& connection) {
      connection.ReadRequest();
      connection.Send(connection.Reset(error));
    };
    EXPECT_EQ(ConnectionsAfter(reset), 1) << error;
  }
  EXPECT_EQ(ConnectionsAfter(AnswerWith(unavailable)), 1);
  EXPECT_EQ(ConnectionsAfter(AnswerWith(Failed(1, "CANCELLED", {}))), 1);
  EXPECT_EQ(ConnectionsAfter(AnswerWith(Failed(14, "STOPPING", {}))), 1);
  EXPECT_EQ(ConnectionsAfter(AnswerWith(Failed(14, "STOPPING", {{"not_begun", "false"}}))), 1);
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
