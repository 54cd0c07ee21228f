#include "daemon/ipc/listen_socket.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include "tests/unit/config/temp_folder.h"
#include "tests/unit/ipc/unix_socket.h"

namespace chutesd::ipc {
namespace {

using config::ModeOf;
using config::ReadText;
using config::WriteText;
using testing::HasSubstr;

constexpr uid_t kNobody = 65534;

class ListenSocketTest : public testing::Test {
 protected:
  // The most careless umask there is.
  ListenSocketTest() : mask_(umask(0)) {}
  ~ListenSocketTest() override { umask(mask_); }

  bool Exists() const { return std::filesystem::exists(std::filesystem::symlink_status(path_)); }

  const mode_t mask_;
  config::TempFolder folder_;
  std::string path_ = folder_ / "chutesd.sock";
};

TEST_F(ListenSocketTest, PrepareSocketFolder_MakesFolderAndParentForThisUserOnly) {
  ASSERT_TRUE(PrepareSocketFolder(folder_ / "run/chutesd/chutesd.sock").ok());
  EXPECT_EQ(ModeOf(folder_ / "run"), 0700U);
  EXPECT_EQ(ModeOf(folder_ / "run/chutesd"), 0700U);
  EXPECT_TRUE(PrepareSocketFolder(folder_ / "run/chutesd/chutesd.sock").ok());
}

TEST_F(ListenSocketTest, PrepareSocketFolder_RefusesAFolderThatOthersMayWriteTo) {
  for (const mode_t mode : {0770U, 0720U, 0707U, 0702U, 01777U}) {
    ASSERT_EQ(chmod(folder_.path().c_str(), mode), 0);
    const Status status = PrepareSocketFolder(path_);
    EXPECT_EQ(status.reason(), Reason::kSocketUnsafe) << std::oct << mode;
    EXPECT_THAT(std::string(status.message()), HasSubstr("chmod 700 " + folder_.path()));
  }
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  EXPECT_TRUE(PrepareSocketFolder(path_).ok());
}

TEST_F(ListenSocketTest, PrepareSocketFolder_RefusesAFolderOfAnotherUser) {
  std::string folder = "/usr";  // root's
  if (geteuid() == 0) {
    folder = folder_ / "foreign";
    std::filesystem::create_directory(folder);
    ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
    ASSERT_EQ(chown(folder.c_str(), kNobody, kNobody), 0);
  }
  const Status status = PrepareSocketFolder(folder + "/chutesd.sock");
  EXPECT_EQ(status.reason(), Reason::kSocketUnsafe);
  EXPECT_THAT(std::string(status.message()), HasSubstr(folder));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--socket"));
}

TEST_F(ListenSocketTest, PrepareSocketFolder_RefusesWhatIsNoFolderAndWhatIsNotAbsolute) {
  WriteText(folder_ / "file", "x");
  EXPECT_FALSE(PrepareSocketFolder(folder_ / "file/chutesd.sock").ok());
  EXPECT_FALSE(PrepareSocketFolder(folder_ / "none/none/none/chutesd.sock").ok());
  EXPECT_EQ(PrepareSocketFolder("run/chutesd.sock").reason(), Reason::kInvalidArgument);
  EXPECT_EQ(PrepareSocketFolder("chutesd.sock").reason(), Reason::kInvalidArgument);
}

TEST_F(ListenSocketTest, Bind_ListensForThisUserOnlyWhateverTheUmask) {
  const auto socket = ListenSocket::Bind(path_);
  ASSERT_TRUE(socket.ok()) << socket.status();
  EXPECT_EQ(ModeOf(path_), 0600U);
  EXPECT_EQ(socket->path(), path_);
  EXPECT_TRUE(ConnectTo(path_).valid());
  EXPECT_NE(fcntl(socket->fd(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(socket->fd(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_EQ(umask(0), 0U) << "the umask was not put back";
}

TEST_F(ListenSocketTest, Bind_ReplacesADeadSocket) {
  BoundSocket(path_);  // and closes it: nobody listens any more
  ASSERT_TRUE(Exists());
  ASSERT_FALSE(ConnectTo(path_).valid());
  const auto socket = ListenSocket::Bind(path_);
  ASSERT_TRUE(socket.ok()) << socket.status();
  EXPECT_TRUE(ConnectTo(path_).valid());
}

TEST_F(ListenSocketTest, Bind_LeavesAloneWhatIsNotASocket) {
  WriteText(path_, "precious");
  EXPECT_EQ(ListenSocket::Bind(path_).status().reason(), Reason::kSocketInUse);
  EXPECT_EQ(ReadText(path_), "precious");
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(ListenSocket::Bind(path_).status().reason(), Reason::kSocketInUse);
  std::filesystem::remove(path_);
  BoundSocket(folder_ / "other");
  std::filesystem::create_symlink(folder_ / "other", path_);
  EXPECT_EQ(ListenSocket::Bind(path_).status().reason(), Reason::kSocketInUse);
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
}

TEST_F(ListenSocketTest, Bind_SaysWhenThePathIsTooLong) {
  const std::string longest = folder_ / std::string(107 - folder_.path().size() - 1, 'x');
  ASSERT_EQ(longest.size(), 107U);
  const auto socket = ListenSocket::Bind(longest);
  EXPECT_TRUE(socket.ok()) << socket.status();
  const Status refused = ListenSocket::Bind(longest + "x").status();
  EXPECT_EQ(refused.reason(), Reason::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("108 bytes long; at most 107"));
}

TEST_F(ListenSocketTest, Bind_SaysWhenTheFolderIsNotThere) {
  const Status refused = ListenSocket::Bind(folder_ / "none/chutesd.sock").status();
  EXPECT_EQ(refused.reason(), Reason::kInternal);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("none/chutesd.sock"));
}

TEST_F(ListenSocketTest, RemoveIfOurs_RemovesTheSocketOnce) {
  auto socket = *ListenSocket::Bind(path_);
  socket.RemoveIfOurs();
  EXPECT_FALSE(Exists());
  WriteText(path_, "later");
  socket.RemoveIfOurs();
  EXPECT_TRUE(Exists());
}

TEST_F(ListenSocketTest, RemoveIfOurs_LeavesASuccessorsSocketAlone) {
  std::optional<ListenSocket> first = *ListenSocket::Bind(path_);
  const auto second = ListenSocket::Bind(path_);
  ASSERT_TRUE(second.ok());
  first->RemoveIfOurs();
  EXPECT_TRUE(ConnectTo(path_).valid());
  first.reset();
  EXPECT_TRUE(ConnectTo(path_).valid());
}

TEST_F(ListenSocketTest, Destructor_RemovesTheSocketAndMovingDoesNot) {
  {
    auto socket = *ListenSocket::Bind(path_);
    const ListenSocket moved = std::move(socket);
    EXPECT_TRUE(ConnectTo(path_).valid());
    EXPECT_EQ(moved.path(), path_);
  }
  EXPECT_FALSE(Exists());
}

TEST_F(ListenSocketTest, Adopt_NeverRemovesTheSocket) {
  {
    auto socket = ListenSocket::Adopt(BoundSocket(path_), path_);
    EXPECT_TRUE(ConnectTo(path_).valid());
    socket.RemoveIfOurs();
  }
  EXPECT_TRUE(Exists());
}

}  // namespace
}  // namespace chutesd::ipc
