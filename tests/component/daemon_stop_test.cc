// How the daemon ends: what it finishes, what it cancels, and what its clients are told.
#include <csignal>

#include "tests/component/daemon_fixture.h"

namespace chutesd::component {
namespace {

TEST_F(DaemonTest, Stop_FinishesWhatRuns) {
  Start();
  Client client(socket_path_);
  http_.Hold();
  const auto call = client.Start(kGetAccount, read_, account_);
  ASSERT_TRUE(http_.WaitForRequests(1));
  Stop();
  EXPECT_FALSE(SocketIsThere());
  http_.Release(200, UserJson(config::kAddress));
  const Ending ending = call->Wait();
  EXPECT_TRUE(ending.ok()) << ending.message;
  EXPECT_EQ(account_.account().username(), "alice");
  EXPECT_TRUE(HasEnded());
}

TEST_F(DaemonTest, Stop_BeginsNoMoreCallsAndSaysSo) {
  Start();
  Client client(socket_path_);
  http_.Hold();
  const auto call = client.Start(kGetAccount, read_, account_);
  ASSERT_TRUE(http_.WaitForRequests(1));
  Stop();
  v1::DeleteKeyRequest request;
  request.set_key(kKeyId);
  v1::DeleteKeyResponse response;
  const Ending late = client.Call("chutesd.v1.KeysService/DeleteKey", request, response);
  EXPECT_EQ(late.code, kUnavailable);
  EXPECT_EQ(late.reason(), "STOPPING");
  EXPECT_EQ(late.info.metadata().at(fact::kNotBegun), "true");
  v1::GetSessionResponse session;
  EXPECT_EQ(client.Call(kGetSession, v1::GetSessionRequest(), session).reason(), "STOPPING");
  EXPECT_EQ(http_.seen().size(), 1U);
  http_.Release(200, UserJson(config::kAddress));
  EXPECT_TRUE(call->Wait().ok());
  EXPECT_TRUE(HasEnded());
}

TEST_F(DaemonTest, Stop_ClosesAConnectionThatSaidNothingWithoutAGreeting) {
  Start();
  const support::UniqueFd silent = ipc::ConnectTo(socket_path_);
  Client client(socket_path_);
  GetSession(client);  // by now the other one is accepted
  Stop();
  char byte = 0;
  EXPECT_LE(recv(silent.get(), &byte, 1, 0), 0);
  EXPECT_TRUE(HasEnded());
}

TEST_F(DaemonTest, Stop_CancelsWhatDoesNotEndInTime) {
  Start(milliseconds(100));
  Client client(socket_path_);
  http_.Hold();
  const auto call = client.Start(kGetAccount, read_, account_);
  ASSERT_TRUE(http_.WaitForRequests(1));
  Stop();
  EXPECT_EQ(call->Wait().code, kUnavailable);
  EXPECT_TRUE(http_.WaitForGivenUp(1));
  EXPECT_TRUE(HasEnded());
}

TEST_F(DaemonTest, Stop_WaitsForAChangeWhoseCallerIsGone) {
  Start();
  Client client(socket_path_);
  http_.Hold();
  v1::DeleteKeyRequest request;
  request.set_key(kKeyId);
  v1::DeleteKeyResponse response;
  const auto call = client.Start("chutesd.v1.KeysService/DeleteKey", request, response);
  ASSERT_TRUE(http_.WaitForRequests(1));
  call->Cancel();
  EXPECT_EQ(call->Wait().code, kCancelled);
  GetSession(client);  // by now the daemon has heard of the cancel
  Stop();
  http_.Release(200, fmt::format(R"({{"api_key_id":"{}","deleted":true}})", kKeyId));
  EXPECT_TRUE(HasEnded());
  EXPECT_EQ(http_.given_up(), 0U);
}

TEST_F(DaemonTest, Stop_AbandonsAChangeThatDoesNotEndInTime) {
  Start(milliseconds(100));
  Client client(socket_path_);
  http_.Hold();
  v1::DeleteKeyRequest request;
  request.set_key(kKeyId);
  v1::DeleteKeyResponse response;
  const auto call = client.Start("chutesd.v1.KeysService/DeleteKey", request, response);
  ASSERT_TRUE(http_.WaitForRequests(1));
  Stop();
  EXPECT_EQ(call->Wait().code, kUnavailable);
  EXPECT_TRUE(HasEnded());
  daemon_ = nullptr;  // with the operation still waiting inside
}

// As a client does that has a channel open and is busy with something else.
TEST_F(DaemonTest, Stop_IsNotHeldUpByAnIdleConnectionThatTakesNoNotice) {
  Start(std::chrono::minutes(10));
  const support::UniqueFd client = ipc::ConnectTo(socket_path_);
  const std::string preface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 24 + 9);
  ASSERT_EQ(send(client.get(), preface.data(), preface.size(), 0), static_cast<ssize_t>(preface.size()));
  char byte = 0;
  ASSERT_EQ(recv(client.get(), &byte, 1, 0), 1);  // the server speaks HTTP/2 with us
  Stop();
  EXPECT_TRUE(HasEnded());
}

// Such a stream runs on a thread of gRPC's, and the loop has nothing to do meanwhile.
TEST_F(DaemonTest, Stop_IsNotHeldUpByAStreamThatNobodyEnds) {
  Start(milliseconds(100));
  Client client(socket_path_);
  GetSession(client);
  const auto stream = client.Open("grpc.health.v1.Health/Watch");
  v1::ClearSessionRequest nothing;
  v1::ClearSessionResponse status;
  ASSERT_TRUE(stream->Send(nothing));
  ASSERT_TRUE(stream->Receive(status));
  Stop();
  EXPECT_TRUE(HasEnded());
}

}  // namespace
}  // namespace chutesd::component
