#pragma once

#include <fmt/format.h>
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
#include "daemon/app/daemon.h"
#include "tests/component/client.h"
#include "tests/component/replies.h"
#include "tests/fakes/held_http.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ipc/unix_socket.h"

// A fixture with the whole daemon in this process, from Start to the end of Run.
namespace chutesd::component {

using std::chrono::milliseconds;

inline constexpr char kGetAccount[] = "chutesd.v1.AccountService/GetAccount";
inline constexpr char kGetSession[] = "chutesd.v1.SessionService/GetSession";

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

  Result<std::function<void()>> Make(milliseconds grace) {
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
    return app::MakeDaemon(options, std::move(parts));
  }
  void Start(milliseconds grace = kPatience) {
    daemon_ = *Make(grace);
    running_ = std::async(std::launch::async, [this] { daemon_(); });
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
  std::function<void()> daemon_;
  std::future<void> running_;
  v1::GetAccountRequest read_;
  v1::GetAccountResponse account_;
};

}  // namespace chutesd::component
