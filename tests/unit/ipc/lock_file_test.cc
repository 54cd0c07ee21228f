#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>

#include "daemon/ipc/listen_socket.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ipc/child_process.h"

namespace chutesd::ipc {
namespace {

using config::ReadText;
using config::WriteText;
using testing::HasSubstr;

class LockFileTest : public testing::Test {
 protected:
  // Why the lock cannot be had; empty if it can.
  std::string Refusal() {
    const Result<support::UniqueFd> lock = AcquireLock(path_, "0.1.0 abc");
    if (lock.ok()) return "";
    EXPECT_EQ(lock.status().reason(), Reason::kSocketInUse);
    return std::string(lock.status().message());
  }

  config::TempFolder folder_;
  std::string path_ = folder_ / "chutesd.sock.lock";
};

TEST_F(LockFileTest, AcquireLock_WritesPidAndBuildForThisUserOnly) {
  const auto lock = AcquireLock(path_, "0.1.0 abc");
  ASSERT_TRUE(lock.ok()) << lock.status();
  EXPECT_EQ(ReadText(path_), std::to_string(getpid()) + "\n0.1.0 abc\n");
  EXPECT_EQ(config::ModeOf(path_), 0600U);
}

TEST_F(LockFileTest, AcquireLock_ReplacesALongerTextOfTheLastHolder) {
  WriteText(path_, std::string(500, '9'));
  const auto lock = AcquireLock(path_, "b");
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(ReadText(path_), std::to_string(getpid()) + "\nb\n");
}

TEST_F(LockFileTest, AcquireLock_ASecondTimeNamesTheHolderAndLeavesItsTextAlone) {
  std::optional<support::UniqueFd> lock = *AcquireLock(path_, "first");
  EXPECT_THAT(Refusal(), HasSubstr("process " + std::to_string(getpid()) + " "));
  EXPECT_THAT(Refusal(), HasSubstr(path_));
  EXPECT_THAT(ReadText(path_), HasSubstr("first"));
  lock.reset();
  EXPECT_EQ(Refusal(), "");
}

TEST_F(LockFileTest, AcquireLock_InAnotherProcessNamesTheHolder) {
  const auto lock = AcquireLock(path_, "b");
  ASSERT_TRUE(lock.ok());
  const std::string holder = "process " + std::to_string(getpid()) + " ";
  ChildProcess child([&] { return Refusal().find(holder) == std::string::npos ? 1 : 0; });
  EXPECT_EQ(child.Wait(), 0);
}

TEST_F(LockFileTest, AcquireLock_IsPossibleAgainWhenTheHolderWasKilled) {
  std::array<int, 2> ready{};
  ASSERT_EQ(pipe(ready.data()), 0);
  ChildProcess child([&] {
    const auto lock = AcquireLock(path_, "b");
    const char said = lock.ok() ? 'y' : 'n';
    if (write(ready[1], &said, 1) != 1) return 1;
    for (;;) pause();
  });
  close(ready[1]);  // so that a child that says nothing ends the wait for it
  char said = ' ';
  ASSERT_EQ(read(ready[0], &said, 1), 1);
  EXPECT_EQ(said, 'y');
  EXPECT_THAT(Refusal(), HasSubstr("process " + std::to_string(child.pid()) + " "));
  child.Kill();
  EXPECT_EQ(Refusal(), "");
  close(ready[0]);
}

TEST_F(LockFileTest, AcquireLock_AHolderThatWroteNoNumberIsUnknown) {
  const auto lock = AcquireLock(path_, "b");
  for (const char* text : {"", "\n", "12a\n", "-1\n"}) {
    WriteText(path_, text);
    EXPECT_THAT(Refusal(), HasSubstr("process unknown ")) << text;
  }
}

TEST_F(LockFileTest, AcquireLock_DoesNotFollowALink) {
  WriteText(folder_ / "precious", "text");
  ASSERT_EQ(symlink((folder_ / "precious").c_str(), path_.c_str()), 0);
  EXPECT_FALSE(AcquireLock(path_, "b").ok());
  EXPECT_EQ(ReadText(folder_ / "precious"), "text");
}

TEST_F(LockFileTest, AcquireLock_WithoutItsFolderSaysWhichFile) {
  const auto lock = AcquireLock(folder_ / "none/x.lock", "b");
  EXPECT_EQ(lock.status().reason(), Reason::kInternal);
  EXPECT_THAT(std::string(lock.status().message()), HasSubstr("none/x.lock"));
}

}  // namespace
}  // namespace chutesd::ipc
