#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>
#include <string>

#include "daemon/ipc/listen_socket.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ipc/unix_socket.h"

namespace chutesd::ipc {
namespace {

using testing::HasSubstr;
using Taken = Result<std::optional<ListenSocket>>;

class ActivationTest : public testing::Test {
 protected:
  ActivationTest() { environment_ = {{"LISTEN_PID", std::to_string(getpid())}, {"LISTEN_FDS", "1"}}; }

  support::EnvLookup Lookup() {
    return [this](const std::string& name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
  }
  // What a descriptor that stands where systemd's would leads to.
  Taken Take(int first_fd) { return TakeActivatedSocket(Lookup(), first_fd); }
  static bool IsOpen(int fd) { return fcntl(fd, F_GETFD) >= 0; }

  std::map<std::string, std::string> environment_;
  config::TempFolder folder_;
  std::string path_ = folder_ / "chutesd.sock";
};

TEST_F(ActivationTest, TakeActivatedSocket_TakesTheOneThatWasPassed) {
  support::UniqueFd passed = BoundSocket(path_);
  const int fd = passed.get();
  fcntl(fd, F_SETFD, 0);  // as systemd passes it
  {
    const Taken taken = Take(passed.Release());
    ASSERT_TRUE(taken.ok()) << taken.status();
    ASSERT_TRUE(taken->has_value());
    EXPECT_EQ((*taken)->fd(), fd);
    EXPECT_EQ((*taken)->path(), path_);
    EXPECT_NE(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_TRUE(ConnectTo(path_).valid());
  }
  EXPECT_FALSE(IsOpen(fd));
  EXPECT_EQ(access(path_.c_str(), F_OK), 0) << "the service manager's socket was removed";
}

TEST_F(ActivationTest, TakeActivatedSocket_LeavesAloneWhatIsMeantForSomeoneElse) {
  const support::UniqueFd passed = BoundSocket(path_);
  const std::map<std::string, std::string> right = environment_;
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"LISTEN_PID", std::to_string(getppid())}, {"LISTEN_PID ", ""}, {"LISTEN_FDS ", ""}}) {
    environment_ = right;
    if (name.ends_with(' ')) {
      environment_.erase(name.substr(0, name.size() - 1));
    } else {
      environment_[name] = value;
    }
    const Taken taken = Take(passed.get());
    ASSERT_TRUE(taken.ok()) << taken.status();
    EXPECT_FALSE(taken->has_value()) << name;
    EXPECT_TRUE(IsOpen(passed.get()));
  }
}

TEST_F(ActivationTest, TakeActivatedSocket_RefusesTwo) {
  const support::UniqueFd passed = BoundSocket(path_);
  for (const char* count : {"2", "0", "", "one", "-1"}) {
    environment_["LISTEN_FDS"] = count;
    const Status status = Take(passed.get()).status();
    EXPECT_EQ(status.reason(), Reason::kInvalidArgument) << count;
    EXPECT_THAT(std::string(status.message()), HasSubstr(".socket unit"));
  }
}

TEST_F(ActivationTest, TakeActivatedSocket_RefusesWhatIsNoListeningUnixStreamSocket) {
  const auto refused = [this](support::UniqueFd fd) {
    ASSERT_TRUE(fd.valid());
    const Status status = Take(fd.Release()).status();
    EXPECT_EQ(status.reason(), Reason::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(".socket unit"));
  };
  refused(support::UniqueFd(open("/dev/null", O_RDWR | O_CLOEXEC)));
  refused(BoundSocket(folder_ / "not-listening", SOCK_STREAM, /*listening=*/false));
  refused(BoundSocket(folder_ / "datagram", SOCK_DGRAM));
  refused(BoundSocket(folder_ / "packets", SOCK_SEQPACKET));
  refused(BoundSocket("@chutesd-test-" + std::to_string(getpid())));
  std::array<int, 2> pair{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
  refused(support::UniqueFd(pair[0]));
  close(pair[1]);
  support::UniqueFd tcp(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(listen(tcp.get(), 1), 0);  // on a port and address that the system picks
  refused(std::move(tcp));
}

TEST_F(ActivationTest, TakeActivatedSocket_RefusesADescriptorThatIsNotOpen) {
  EXPECT_EQ(Take(1 << 20).status().reason(), Reason::kInvalidArgument);
}

// What was sent to `fd` so far, one text per datagram; nothing is waited for.
std::string Received(int fd) {
  std::array<char, 256> text{};
  const ssize_t size = recv(fd, text.data(), text.size(), MSG_DONTWAIT);
  return size < 0 ? "(nothing)" : std::string(text.data(), static_cast<std::size_t>(size));
}

TEST_F(ActivationTest, NotifyServiceManager_SendsTheStateToTheSocket) {
  for (const std::string& name : {folder_ / "notify", "@chutesd-notify-" + std::to_string(getpid())}) {
    const support::UniqueFd manager = BoundSocket(name, SOCK_DGRAM);
    ASSERT_TRUE(manager.valid()) << name;
    environment_["NOTIFY_SOCKET"] = name;
    NotifyServiceManager(Lookup(), "READY=1");
    NotifyServiceManager(Lookup(), "STOPPING=1");
    EXPECT_EQ(Received(manager.get()), "READY=1");
    EXPECT_EQ(Received(manager.get()), "STOPPING=1");
    EXPECT_EQ(Received(manager.get()), "(nothing)");
  }
}

TEST_F(ActivationTest, NotifyServiceManager_WorksOnWithoutAManager) {
  NotifyServiceManager(Lookup(), "READY=1");
  for (const std::string& name : {std::string(), std::string("@"), folder_ / "none", std::string(108, 'x')}) {
    environment_["NOTIFY_SOCKET"] = name;
    NotifyServiceManager(Lookup(), "READY=1");
  }
}

}  // namespace
}  // namespace chutesd::ipc
