#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <set>

#include "client/rpc/endpoint.h"
#include "tests/unit/client/scripted_server.h"

namespace chutes::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const auto kNeverInterrupted = [] { return false; };

CallError ErrorOf(const std::string& path, milliseconds timeout = milliseconds(5000)) {
  Dialed dialed = Dial({path, false}, steady_clock::now() + timeout, kNeverInterrupted);
  EXPECT_FALSE(dialed.fd.valid());
  EXPECT_TRUE(dialed.error.has_value());
  return dialed.error.value_or(CallError{});
}

TEST(Dial, ConnectsToASocketOfOurs) {
  const ShortFolder folder;
  const support::UniqueFd listener(BoundSocket(folder.path() + "/s"));
  ASSERT_EQ(listen(listener.get(), 1), 0);
  EXPECT_TRUE(Dial({folder.path() + "/s", true}, steady_clock::now() + milliseconds(5000), kNeverInterrupted)
                  .fd.valid());
  std::filesystem::create_symlink(folder.path() + "/s", folder.path() + "/link");
  EXPECT_TRUE(
      Dial({folder.path() + "/link", true}, steady_clock::now() + milliseconds(5000), kNeverInterrupted)
          .fd.valid());
}

TEST(Dial, NamesWhatIsMissing) {
  const ShortFolder folder;
  const CallError no_folder = ErrorOf(folder.path() + "/none/s");
  EXPECT_EQ(no_folder.message,
            "chutesd has not been started: the folder " + folder.path() + "/none does not exist");
  const CallError no_socket = ErrorOf(folder.path() + "/s");
  EXPECT_EQ(no_socket.message, "chutesd is not running: there is no socket " + folder.path() + "/s");
  EXPECT_EQ(no_socket.next.chutes, "daemon start");
  EXPECT_EQ(no_socket.fault, Fault::kNoDaemon);
}

TEST(Dial, NamesASocketThatNobodyServes) {
  const ShortFolder folder;
  { const support::UniqueFd closed_at_once(BoundSocket(folder.path() + "/s")); }
  EXPECT_EQ(ErrorOf(folder.path() + "/s").message,
            "chutesd is not running any more: nobody listens on " + folder.path() + "/s");
}

TEST(Dial, RefusesWhatIsNotASocket) {
  const ShortFolder folder;
  std::ofstream(folder.path() + "/file") << "x";
  EXPECT_EQ(ErrorOf(folder.path() + "/file").message, folder.path() + "/file is not a socket");
  EXPECT_EQ(ErrorOf(folder.path()).message, folder.path() + " is not a socket");
  std::filesystem::create_symlink(folder.path() + "/none", folder.path() + "/dangling");
  EXPECT_NE(ErrorOf(folder.path() + "/dangling").message.find("not running"), std::string::npos);
}

TEST(Dial, RefusesAPathThatIsTooLong) {
  EXPECT_NE(ErrorOf("/" + std::string(200, 'a')).message.find("too long"), std::string::npos);
}

TEST(Dial, GivesUpInTimeWhenTheDaemonTakesNoMoreConnections) {
  const ShortFolder folder;
  const std::string path = folder.path() + "/s";
  const support::UniqueFd listener(BoundSocket(path));
  ASSERT_EQ(listen(listener.get(), 0), 0);
  // Fill the queue, which holds one more than was asked for.
  std::vector<support::UniqueFd> waiting;
  for (Dialed dialed; !dialed.error;) {
    dialed = Dial({path, false}, steady_clock::now(), kNeverInterrupted);
    if (dialed.fd.valid()) waiting.push_back(std::move(dialed.fd));
  }
  EXPECT_EQ(ErrorOf(path, milliseconds(10)).fault, Fault::kTimeout);
  const Dialed interrupted =
      Dial({path, false}, steady_clock::now() + milliseconds(5000), [] { return true; });
  EXPECT_EQ(interrupted.error->fault, Fault::kInterrupted);
}

// The file is ours, and somebody else listens behind it: one who was given the socket, or has exchanged the
// file between the look at it and the connection.
TEST(Dial, RefusesAListenerOfAnotherUserBehindASocketOfOurs) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  constexpr uid_t kStranger = 65534;
  const ShortFolder folder;
  const std::string path = folder.path() + "/s";
  const support::UniqueFd socket(BoundSocket(path));
  // The kernel tells who called listen(2).
  const pid_t stranger = fork();
  if (stranger == 0) _exit(setuid(kStranger) == 0 && listen(socket.get(), 1) == 0 ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(stranger, &status, 0), stranger);
  ASSERT_EQ(status, 0);
  const Dialed dialed = Dial({path, true}, steady_clock::now() + milliseconds(5000), kNeverInterrupted);
  EXPECT_EQ(dialed.cause, DeadSocket::kForeignOwner);
  EXPECT_FALSE(dialed.fd.valid());
  EXPECT_TRUE(Dial({path, false}, steady_clock::now() + milliseconds(5000), kNeverInterrupted).fd.valid())
      << "root may name any user's daemon";
}

TEST(IsTrusted, IsOursAndRootsAndForRootWhatItNamed) {
  struct Row {
    uid_t owner, self;
    bool by_default, by_name;
  };
  for (const Row& row :
       {Row{1000, 1000, true, true}, Row{0, 1000, true, true}, Row{0, 0, true, true},
        Row{1001, 1000, false, false}, Row{65534, 1000, false, false}, Row{1000, 0, false, true}}) {
    EXPECT_EQ(IsTrusted(row.owner, row.self, true), row.by_default) << row.owner << " for " << row.self;
    EXPECT_EQ(IsTrusted(row.owner, row.self, false), row.by_name) << row.owner << " for " << row.self;
  }
}

TEST(JudgeSocket, TrustsUsAndRootAlone) {
  struct stat file {};
  file.st_mode = S_IFSOCK | 0600;
  file.st_uid = 1000;
  EXPECT_EQ(JudgeSocket(file, 1000, true), std::nullopt);
  for (const bool is_default : {true, false}) {
    EXPECT_EQ(JudgeSocket(file, 1001, is_default), DeadSocket::kForeignOwner);
  }
  file.st_uid = 0;
  EXPECT_EQ(JudgeSocket(file, 1000, true), std::nullopt);
  file.st_mode = S_IFREG | 0600;
  EXPECT_EQ(JudgeSocket(file, 1000, true), DeadSocket::kNotASocket);
}

TEST(JudgeSocket, LetsRootUseAnotherUsersSocketThatWasNamed) {
  struct stat file {};
  file.st_mode = S_IFSOCK | 0600;
  file.st_uid = 1000;
  EXPECT_EQ(JudgeSocket(file, 0, false), std::nullopt);
  EXPECT_EQ(JudgeSocket(file, 0, true), DeadSocket::kForeignOwner);
}

TEST(Diagnose, TellsTheCausesApart) {
  EXPECT_EQ(Diagnose(ENOENT, true), DeadSocket::kSocketMissing);
  EXPECT_EQ(Diagnose(ENOENT, false), DeadSocket::kFolderMissing);
  EXPECT_EQ(Diagnose(ENOTDIR, false), DeadSocket::kFolderMissing);
  EXPECT_EQ(Diagnose(ECONNREFUSED, true), DeadSocket::kNobodyListens);
  EXPECT_EQ(Diagnose(EACCES, true), DeadSocket::kNotAllowed);
  EXPECT_EQ(Diagnose(EPROTOTYPE, true), DeadSocket::kNotASocket);
  EXPECT_EQ(Diagnose(EMFILE, true), DeadSocket::kOther);
}

TEST(DeadSocketError, HasASentenceAndACommandOfItsOwnForEachCause) {
  std::set<std::string> sentences;
  const std::vector<DeadSocket> causes = {
      DeadSocket::kFolderMissing, DeadSocket::kSocketMissing, DeadSocket::kNobodyListens,
      DeadSocket::kNotAllowed,    DeadSocket::kForeignOwner,  DeadSocket::kNotASocket,
      DeadSocket::kBusy,          DeadSocket::kRefused,       DeadSocket::kOther};
  for (const DeadSocket cause : causes) {
    const CallError error = DeadSocketError(cause, {"/run/user/1/chutesd/chutesd.sock", true}, "detail");
    EXPECT_EQ(error.fault, Fault::kNoDaemon);
    EXPECT_NE(error.next.chutes + error.next.shell, "");
    EXPECT_NE(error.message.find("/run/user/1/chutesd"), std::string::npos);
    sentences.insert(error.message);
  }
  EXPECT_EQ(sentences.size(), causes.size());
}

}  // namespace
}  // namespace chutes::rpc
