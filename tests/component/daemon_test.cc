#include "daemon/app/daemon.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/session.pb.h"
#include "tests/component/client.h"
#include "tests/component/replies.h"
#include "tests/fakes/held_http.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ipc/unix_socket.h"

// The whole daemon in this process, from Start to the end of Run.
namespace chutesd::component {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr char kGetAccount[] = "chutesd.v1.AccountService/GetAccount";
constexpr char kGetSession[] = "chutesd.v1.SessionService/GetSession";

// An API that outlives the daemon.
class BorrowedHttp final : public http::HttpClient {
 public:
  explicit BorrowedHttp(http::HeldHttp& http) : http_(http) {}
  asio::awaitable<Result<http::HttpResponse>> Send(CallContext ctx, http::HttpRequest request) override {
    return http_.Send(std::move(ctx), std::move(request));
  }

 private:
  http::HeldHttp& http_;
};

// Wall-clock time that stands still until the test moves it.
class SetClock final : public Clock {
 public:
  explicit SetClock(const std::atomic<int>& seconds) : seconds_(seconds) {}
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(seconds_));
  }

 private:
  const std::atomic<int>& seconds_;
};

class DaemonTest : public testing::Test {
 protected:
  DaemonTest() {
    std::filesystem::create_directories(folder_ / "home/.chutes");
    config::WriteText(config_path_, config::SampleConfig());
    const timeval patience{60, 0};
    setsockopt(manager_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  ~DaemonTest() override {
    if (running_.valid() && running_.wait_for(milliseconds(0)) != std::future_status::ready) Stop();
    if (running_.valid() && !HasEnded()) {
      fmt::print(stderr, "the daemon does not end, and the test cannot end without it\n");
      std::abort();
    }
  }

  Result<std::unique_ptr<app::Daemon>> Make(milliseconds grace) {
    app::Options options;
    options.home = folder_ / "home";
    options.socket_path = socket_path_;
    options.ledger_path = folder_ / "state/ledger.db";
    app::Parts parts;
    parts.http = std::make_unique<BorrowedHttp>(http_);
    parts.clock = std::make_unique<SetClock>(now_);
    parts.environment = [this](const std::string& name) {
      return name == "NOTIFY_SOCKET" ? std::optional<std::string>(manager_name_) : std::nullopt;
    };
    parts.grace = grace;
    return app::Daemon::Start(options, std::move(parts));
  }
  void Start(milliseconds grace = kPatience) {
    daemon_ = *Make(grace);
    running_ = std::async(std::launch::async, [this] { daemon_->Run(); });
    ASSERT_EQ(NextNotice(), "READY=1");
  }
  // Asks it to stop; returns when it has begun to.
  void Stop() {
    kill(getpid(), SIGTERM);
    EXPECT_EQ(NextNotice(), "STOPPING=1");
  }
  bool HasEnded() { return running_.wait_for(kPatience) == std::future_status::ready; }
  bool SocketIsThere() const { return access(socket_path_.c_str(), F_OK) == 0; }

  // What the daemon tells the service manager; waits for it.
  std::string NextNotice() {
    std::array<char, 256> text{};
    const ssize_t size = recv(manager_.get(), text.data(), text.size(), 0);
    return size < 0 ? "(nothing)" : std::string(text.data(), static_cast<std::size_t>(size));
  }

  v1::GetSessionResponse GetSession(Client& client, const std::string& config_path = "") {
    v1::GetSessionRequest request;
    request.mutable_session()->set_config_path(config_path);
    v1::GetSessionResponse response;
    const Ending ending = client.Call(kGetSession, request, response);
    EXPECT_TRUE(ending.ok()) << ending.message;
    return response;
  }

  config::TempFolder folder_;
  std::string socket_path_ = folder_ / "run/chutesd.sock";
  std::string config_path_ = folder_ / "home/.chutes/config.ini";
  std::string manager_name_ = folder_ / "notify";
  support::UniqueFd manager_ = ipc::BoundSocket(manager_name_, SOCK_DGRAM);
  std::atomic<int> now_ = 1'700'000'000;
  http::HeldHttp http_;
  std::unique_ptr<app::Daemon> daemon_;
  std::future<void> running_;
  v1::GetAccountRequest read_;
  v1::GetAccountResponse account_;
};

TEST_F(DaemonTest, Run_ServesUntilItIsToldToStopAndRemovesItsSocket) {
  Start();
  EXPECT_EQ(config::ModeOf(socket_path_), 0600U);
  EXPECT_EQ(config::ModeOf(folder_ / "run"), 0700U);
  Client client(socket_path_);
  const v1::GetSessionResponse response = GetSession(client);
  EXPECT_EQ(response.session().username(), "alice");
  EXPECT_EQ(response.daemon().socket_path(), socket_path_);
  EXPECT_EQ(response.daemon().start_time().seconds(), 1'700'000'000);
  Stop();
  EXPECT_TRUE(HasEnded());
  EXPECT_FALSE(SocketIsThere());
  daemon_.reset();
  Start();  // nothing is in the way of the next
  Client again(socket_path_);
  GetSession(again);
  kill(getpid(), SIGINT);
  EXPECT_EQ(NextNotice(), "STOPPING=1");
  EXPECT_TRUE(HasEnded());
}

TEST_F(DaemonTest, Start_ASecondOneNamesTheFirstAndLeavesItAlone) {
  Start();
  const auto second = Make(kPatience);
  EXPECT_EQ(second.status().reason(), Reason::kSocketInUse);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(fmt::format("process {} ", getpid())));
  Client client(socket_path_);
  GetSession(client);
}

TEST_F(DaemonTest, Start_ReplacesTheSocketOfADaemonThatDied) {
  std::filesystem::create_directory(folder_ / "run");
  std::filesystem::permissions(folder_ / "run", std::filesystem::perms::owner_all);
  ipc::BoundSocket(socket_path_);
  Start();
  Client client(socket_path_);
  GetSession(client);
}

TEST_F(DaemonTest, Start_RefusesAFolderThatOthersMayWriteTo) {
  std::filesystem::create_directory(folder_ / "run");
  std::filesystem::permissions(folder_ / "run", std::filesystem::perms::all);
  EXPECT_EQ(Make(kPatience).status().reason(), Reason::kSocketUnsafe);
}

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
  daemon_.reset();  // with the operation still waiting inside
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

TEST_F(DaemonTest, Reload_ReadsFilesAgainAndTheNextCallJudgesABrokenOne) {
  const std::string other = folder_ / "home/.chutes/bob.ini";
  config::WriteText(other, config::AliceConfig());
  Start();
  Client client(socket_path_);
  GetSession(client);
  EXPECT_EQ(GetSession(client, other).session().load_time().seconds(), 1'700'000'000);
  config::WriteText(config_path_, "[auth]\nusername = carol\n");
  now_ = 1'700'000'100;
  kill(getpid(), SIGHUP);
  // The file of the other session is as it was: only a reload makes its time new.
  while (GetSession(client, other).session().load_time().seconds() != 1'700'000'100) {
    ASSERT_FALSE(HasFailure());
  }
  v1::GetSessionRequest request;
  v1::GetSessionResponse response;
  EXPECT_EQ(client.Call(kGetSession, request, response).reason(), "CONFIG_INVALID");
  config::WriteText(config_path_, config::SampleConfig());
  EXPECT_EQ(GetSession(client).session().username(), "alice");
}

}  // namespace
}  // namespace chutesd::component
