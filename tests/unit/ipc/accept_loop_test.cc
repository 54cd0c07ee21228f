#include "daemon/ipc/accept_loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ipc/listen_socket.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ipc/child_process.h"
#include "tests/unit/ipc/unix_socket.h"

namespace chutesd::ipc {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Nothing here takes this long.
constexpr std::chrono::seconds kPatience(30);
constexpr uid_t kStranger = 65534;

// A connection whose client has sent "hi".
support::UniqueFd SpeakTo(const std::string& path) {
  support::UniqueFd fd = ConnectTo(path);
  EXPECT_EQ(send(fd.get(), "hi", 2, 0), 2);
  return fd;
}

// Whether the other end closes the connection before it says anything; waits for that.
bool IsClosedUnanswered(const support::UniqueFd& fd) {
  char byte = 0;
  const ssize_t size = recv(fd.get(), &byte, 1, 0);
  return size == 0 || (size < 0 && errno == ECONNRESET);
}

class AcceptLoopTest : public testing::Test {
 protected:
  void StartOn(int listen_fd, uid_t self = geteuid(), milliseconds patience = kPatience) {
    accepting_ = std::make_unique<AcceptLoop>(
        loop_, listen_fd, [this](support::UniqueFd fd) { accepted_.push_back(std::move(fd)); }, self,
        patience);
    accepting_->Start();
  }
  void StartOnPath() {
    socket_.emplace(*ListenSocket::Bind(path_));
    StartOn(socket_->fd());
  }
  // Runs the loop until so many connections have been taken in all.
  bool RunUntilAccepted(std::size_t count) {
    const auto end = steady_clock::now() + kPatience;
    while (accepted_.size() < count && steady_clock::now() < end) loop_.run_one_until(end);
    return accepted_.size() == count;
  }

  config::TempFolder folder_;
  std::string path_ = folder_ / "chutesd.sock";
  asio::io_context loop_{1};
  std::optional<ListenSocket> socket_;
  std::vector<support::UniqueFd> accepted_;
  std::unique_ptr<AcceptLoop> accepting_;
};

TEST_F(AcceptLoopTest, Start_HandsOverConnectionsThatDoNotBlock) {
  StartOnPath();
  const support::UniqueFd first = SpeakTo(path_);
  const support::UniqueFd second = SpeakTo(path_);
  ASSERT_TRUE(RunUntilAccepted(2));
  EXPECT_NE(fcntl(accepted_[0].get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(accepted_[0].get(), F_GETFD) & FD_CLOEXEC, 0);
  char text[2];
  EXPECT_EQ(recv(accepted_[0].get(), text, sizeof(text), 0), 2);
  const support::UniqueFd third = SpeakTo(path_);
  EXPECT_TRUE(RunUntilAccepted(3));
}

TEST_F(AcceptLoopTest, Start_AConnectionThatWasGivenUpDoesNotStopTheNext) {
  StartOnPath();
  { const support::UniqueFd gone = ConnectTo(path_); }
  const support::UniqueFd there = SpeakTo(path_);
  EXPECT_TRUE(RunUntilAccepted(1));
}

TEST_F(AcceptLoopTest, Start_HandsAConnectionOverWhenItsPeerSpeaks) {
  StartOnPath();
  const support::UniqueFd silent = ConnectTo(path_);
  const support::UniqueFd speaking = SpeakTo(path_);
  ASSERT_TRUE(RunUntilAccepted(1));
  ASSERT_EQ(send(silent.get(), "me", 2, 0), 2);
  ASSERT_TRUE(RunUntilAccepted(2));
  char text[2];
  ASSERT_EQ(recv(accepted_[1].get(), text, sizeof(text), 0), 2);
  EXPECT_EQ(std::string(text, 2), "me") << "nothing of it is lost";
}

TEST_F(AcceptLoopTest, Start_ClosesAConnectionThatStaysSilent) {
  socket_.emplace(*ListenSocket::Bind(path_));
  StartOn(socket_->fd(), geteuid(), milliseconds(1));
  const support::UniqueFd silent = ConnectTo(path_);
  loop_.run_one_for(kPatience);  // it is accepted
  loop_.run_one_for(kPatience);  // its time is up
  EXPECT_TRUE(IsClosedUnanswered(silent));
  EXPECT_TRUE(accepted_.empty());
}

TEST_F(AcceptLoopTest, Stop_ClosesTheSilentConnections) {
  StartOnPath();
  const support::UniqueFd silent = ConnectTo(path_);
  const support::UniqueFd speaking = SpeakTo(path_);
  ASSERT_TRUE(RunUntilAccepted(1));
  accepting_->Stop();
  EXPECT_TRUE(IsClosedUnanswered(silent));
  loop_.run();  // returns: nothing is waited for any more
}

TEST_F(AcceptLoopTest, Stop_AcceptsNothingAfterwards) {
  StartOnPath();
  const support::UniqueFd first = SpeakTo(path_);
  ASSERT_TRUE(RunUntilAccepted(1));
  accepting_->Stop();
  const support::UniqueFd second = SpeakTo(path_);
  loop_.run();  // returns: nothing is waited for any more
  EXPECT_EQ(accepted_.size(), 1U);
  EXPECT_GE(fcntl(socket_->fd(), F_GETFD), 0) << "the socket is not the loop's to close";
  accepting_->Stop();
}

TEST_F(AcceptLoopTest, Destructor_LeavesNothingBehindOnTheLoop) {
  StartOnPath();
  accepting_.reset();
  loop_.run();
  EXPECT_TRUE(SpeakTo(path_).valid());
}

TEST_F(AcceptLoopTest, Start_ClosesAConnectionOfAnotherUserUnread) {
  // Root can become another user. For anybody else the daemon is another user's.
  const bool is_root = geteuid() == 0;
  const std::string name = "@chutesd-accept-" + std::to_string(getpid());  // no file's mode is in the way
  const support::UniqueFd listener = BoundSocket(name);
  fcntl(listener.get(), F_SETFL, O_NONBLOCK);
  StartOn(listener.get(), is_root ? geteuid() : geteuid() + 1);
  ChildProcess stranger([&] {
    if (is_root && (setgid(kStranger) != 0 || setuid(kStranger) != 0)) return 2;
    const support::UniqueFd fd = ConnectTo(name);
    if (!fd.valid()) return 3;
    return IsClosedUnanswered(fd) ? 0 : 1;
  });
  // The stranger's exit wakes nobody here, so a friend comes after it.
  const auto end = steady_clock::now() + kPatience;
  loop_.run_one_until(end);
  ASSERT_TRUE(accepted_.empty());
  EXPECT_EQ(stranger.Wait(), 0);
  if (!is_root) {
    accepting_.reset();
    StartOn(listener.get());
  }
  const support::UniqueFd friendly = SpeakTo(name);
  EXPECT_TRUE(RunUntilAccepted(1));
}

// A limit on descriptors that is put back at the end.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t most) {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = most;
    setrlimit(RLIMIT_NOFILE, &lower);
  }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(AcceptLoopTest, Start_WithoutDescriptorsTriesAgainInAWhileInsteadOfSpinning) {
  StartOnPath();
  const support::UniqueFd client = SpeakTo(path_);
  {
    // The lowest free number is the one that accept would get.
    const support::UniqueFd lowest_free(dup(client.get()));
    const DescriptorLimit none_left(static_cast<rlim_t>(lowest_free.get()));
    const auto start = steady_clock::now();
    // Readable, pause over, readable, pause over, readable.
    for (int i = 0; i < 5; ++i) ASSERT_EQ(loop_.run_one_until(start + kPatience), 1U);
    EXPECT_GE(steady_clock::now() - start, milliseconds(200));
    EXPECT_TRUE(accepted_.empty());
  }
  EXPECT_TRUE(RunUntilAccepted(1));
}

TEST_F(AcceptLoopTest, Stop_WhileWithoutDescriptorsEndsThePause) {
  StartOnPath();
  const support::UniqueFd client = SpeakTo(path_);
  {
    const support::UniqueFd lowest_free(dup(client.get()));
    const DescriptorLimit none_left(static_cast<rlim_t>(lowest_free.get()));
    ASSERT_EQ(loop_.run_one_for(kPatience), 1U);
    accepting_->Stop();
  }
  loop_.run();
  EXPECT_TRUE(accepted_.empty());
}

}  // namespace
}  // namespace chutesd::ipc
