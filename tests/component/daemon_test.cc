#include "daemon/app/daemon.h"

#include <gmock/gmock.h>

#include <csignal>

#include "tests/component/daemon_fixture.h"

namespace chutesd::component {
namespace {

using testing::HasSubstr;

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
  daemon_ = nullptr;
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
