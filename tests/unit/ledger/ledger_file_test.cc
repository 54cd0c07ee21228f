#include "daemon/ledger/ledger_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "tests/unit/ledger/ledger_fixture.h"

namespace chutesd::ledger {
namespace {

using config::ModeOf;
using config::WriteText;

constexpr uid_t kNobody = 65534;

// Runs `work` in a process for which modes count, which they do not for root. Whether it returned true.
bool WithoutRoot(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setresuid(kNobody, kNobody, kNobody) != 0) _exit(2);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

class LedgerFileTest : public LedgerTest {
 protected:
  Status Begin() { return Ledger(path_).BeginKey(kAlice, InvokingKey("ci"), kNow).status(); }
};

TEST_F(LedgerFileTest, FileAndFolderAreTheOwnersAlone) {
  const mode_t before = umask(0);
  Ledger ledger(path_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("ci"), kNow).ok());
  umask(before);
  EXPECT_EQ(ModeOf(folder_ / "state"), 0700U);
  EXPECT_EQ(ModeOf(folder_ / "state/chutesd"), 0700U);
  // SQLite's own files as well, while they are there.
  EXPECT_GE(std::distance(std::filesystem::directory_iterator(folder_ / "state/chutesd"), {}), 2);
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "state/chutesd")) {
    EXPECT_EQ(ModeOf(entry.path()), 0600U) << entry.path();
  }
}

TEST_F(LedgerFileTest, AFileThatOthersCanReadIsMadeTheOwnersAlone) {
  ASSERT_TRUE(Begin().ok());
  chmod(path_.c_str(), 0644);
  ASSERT_TRUE(Begin().ok());
  EXPECT_EQ(ModeOf(path_), 0600U);
}

TEST_F(LedgerFileTest, AFolderThatOthersCanChangeIsRefused) {
  std::filesystem::create_directories(folder_ / "state/chutesd");
  chmod((folder_ / "state/chutesd").c_str(), 0777);
  const Status status = Begin();
  EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed);
  EXPECT_EQ(FactOf(status, fact::kPath), path_);
  EXPECT_EQ(FactOf(status, fact::kFolder), folder_ / "state/chutesd");
  EXPECT_EQ(FactOf(status, fact::kProblem), "folder");
}

TEST_F(LedgerFileTest, ALinkInPlaceOfTheFileIsRefused) {
  std::filesystem::create_directories(folder_ / "state/chutesd");
  WriteText(folder_ / "elsewhere", "");
  std::filesystem::create_symlink(folder_ / "elsewhere", path_);
  EXPECT_EQ(ReasonOf(Begin()), Reason::kLedgerFailed);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "elsewhere"), 0U);
}

TEST_F(LedgerFileTest, ALinkInPlaceOfAFolderIsFollowed) {
  std::filesystem::create_directories(folder_ / "disk/chutesd");
  chmod((folder_ / "disk/chutesd").c_str(), 0700);
  std::filesystem::create_symlink(folder_ / "disk", folder_ / "state");
  const Status status = Begin();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "disk/chutesd/ledger.db"));
}

TEST_F(LedgerFileTest, WithoutAPathItSaysHowToGiveOne) {
  const Status status = Ledger("").BeginKey(kAlice, InvokingKey("ci"), kNow).status();
  EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed);
  EXPECT_NE(status.message().find("HOME is not set"), std::string::npos);
  EXPECT_EQ(status.failure().next_step, "give the daemon a file for it");
  EXPECT_EQ(FactOf(status, fact::kPath), "");
}

TEST_F(LedgerFileTest, AFileWhereAFolderShouldBeIsNamed) {
  WriteText(folder_ / "state", "");
  const Status status = Begin();
  EXPECT_EQ(ReasonOf(status), Reason::kLedgerFailed);
  EXPECT_NE(status.message().find(folder_ / "state"), std::string_view::npos) << status;
}

TEST_F(LedgerFileTest, AFolderThatCannotBeWrittenIsAnError) {
  const std::string folder = folder_ / "state";
  std::filesystem::create_directory(folder);
  chmod(folder_.path().c_str(), 0711);
  if (geteuid() == 0) {
    ASSERT_EQ(chown(folder.c_str(), kNobody, kNobody), 0);
  }
  chmod(folder.c_str(), 0500);
  EXPECT_TRUE(WithoutRoot([this] {
    return ReasonOf(Ledger(folder_ / "state/ledger.db").Keys(kAlice).status()) == Reason::kLedgerFailed;
  }));
}

TEST_F(LedgerFileTest, AFullDiskIsAnErrorAndNothingIsHalfWritten) {
  Ledger ledger(path_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("before"), kNow).ok());
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit none{0, limit.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &none);
  const Status full = ledger.BeginKey(kAlice, InvokingKey("during"), kNow).status();
  setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_EQ(ReasonOf(full), Reason::kLedgerFailed) << full;
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("after"), kNow + std::chrono::seconds(1)).ok());
  const auto keys = ledger.Keys(kAlice);
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].name, "after");
  EXPECT_EQ((*keys)[1].name, "before");
}

TEST_F(LedgerFileTest, WhatCouldNotBeWrittenIsWrittenAtTheNextUse) {
  Ledger ledger(path_);
  const auto row = ledger.BeginKey(kAlice, InvokingKey("ci"), kNow);
  std::filesystem::rename(folder_ / "state", folder_ / "away");
  WriteText(folder_ / "state", "");  // so that no new one can be made
  EXPECT_EQ(ReasonOf(ledger.RecordKeyOutcome(*row, State::kDone, "key-1")), Reason::kLedgerFailed);
  std::filesystem::remove(folder_ / "state");
  std::filesystem::rename(folder_ / "away", folder_ / "state");
  const auto keys = ledger.Keys(kAlice);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->front().state, State::kDone);
  EXPECT_EQ(keys->front().api_key_id, "key-1");
}

TEST_F(LedgerFileTest, AFileThatWasRemovedIsMadeAnew) {
  Ledger ledger(path_);
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("gone"), kNow).ok());
  std::filesystem::remove_all(folder_ / "state");
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("new"), kNow).ok());
  EXPECT_TRUE(std::filesystem::exists(path_));
  EXPECT_EQ(Ledger(path_).Keys(kAlice)->size(), 1U);
}

TEST_F(LedgerFileTest, AnEntryOfARemovedFileIsNeverTakenForOneOfTheNew) {
  Ledger ledger(path_);
  const auto old = ledger.BeginKey(kAlice, InvokingKey("old"), kNow);
  std::filesystem::remove_all(folder_ / "state");
  ASSERT_TRUE(ledger.BeginKey(kAlice, InvokingKey("new"), kNow).ok());
  ASSERT_TRUE(ledger.RecordKeyOutcome(*old, State::kDone, "id-of-old").ok());
  EXPECT_EQ(ledger.Keys(kAlice)->front().state, State::kSending);
}

}  // namespace
}  // namespace chutesd::ledger
