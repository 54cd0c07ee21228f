#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/session/session_store.h"
#include "tests/unit/session/store_fixture.h"

namespace chutesd::session {
namespace {

using config::AliceConfig;
using config::ConfigText;
using config::kAddress;
using config::kAliceAddress;
using config::kSeed;
using config::SampleConfig;
using config::WriteText;
using testing::ElementsAre;
using testing::IsEmpty;

class SessionReload : public StoreFixture {};

TEST_F(SessionReload, AnEditIsNoticedByTheNextGet) {
  const auto before = Get();
  const auto other_url = Get(With("https://one.example"));
  clock_.now += std::chrono::minutes(1);
  WriteText(path_, ConfigText("carol", kSeed, kAddress));
  EXPECT_EQ(Get()->username, "carol");
  EXPECT_EQ(Get()->load_time, clock_.now);
  EXPECT_EQ(Get(With("https://one.example"))->username, "carol");
  EXPECT_EQ(before->username, "alice");
}

TEST_F(SessionReload, EditsInQuickSuccessionAreAllNoticed) {
  // Same inode, same size, and often the same tick of the file system's clock.
  for (int i = 0; i < 200; ++i) {
    const std::string name = i % 2 == 0 ? "carol" : "david";
    WriteText(path_, ConfigText(name, kSeed, kAddress));
    ASSERT_EQ(Get()->username, name) << i;
  }
}

TEST_F(SessionReload, AReplacedFileIsNoticedAndTheOldHotkeyWiped) {
  const std::weak_ptr<const crypto::Hotkey> old_hotkey = Get()->hotkey;
  Get(With("https://one.example"));
  WriteText(folder_ / "new", AliceConfig());
  std::filesystem::rename(folder_ / "new", path_);
  EXPECT_EQ(Get()->hotkey->ss58_address(), kAliceAddress);
  EXPECT_TRUE(old_hotkey.expired());
}

TEST_F(SessionReload, AfterABrokenEditNobodySignsWithTheOldAccount) {
  for (const std::string& broken :
       {std::string("no ini"), std::string(), std::string("[auth]\nusername = x\n"),
        ConfigText("carol", kSeed, kAliceAddress), std::string(config::kMaxConfigFile + 1, '\n')}) {
    const std::weak_ptr<const crypto::Hotkey> hotkey = Get()->hotkey;
    Get(With("https://one.example"));
    WriteText(path_, broken);
    const Status status = Ask({}).status();
    EXPECT_EQ(ReasonOf(status), Reason::kConfigInvalid);
    EXPECT_EQ(status.failure().facts.at(fact::kPath), path_);
    EXPECT_TRUE(hotkey.expired());
    EXPECT_EQ(Refusal(With("https://one.example")), Reason::kConfigInvalid);
    EXPECT_EQ(store_.size(), 0U);
    WriteText(path_, SampleConfig());
    EXPECT_EQ(Get()->username, "alice");
  }
}

// As editors do that empty a file before they write it.
TEST_F(SessionReload, AFileThatIsBeingEditedIsReadAgain) {
  Get();
  std::vector<std::string> seen;
  SessionStore store({.daemon_selector = {}, .default_config_path = path_}, clock_,
                     [this, &seen](const std::string& path) {
                       Reading reading = ReadAndParse(path, clock_);
                       seen.push_back(reading.contents->account.ok() ? "good" : "bad");
                       WriteText(path, SampleConfig());
                       return reading;
                     });
  WriteText(path_, "");
  const auto session = RunOnLoop(store.Get(InTime(), {}));
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ((*session)->username, "alice");
  EXPECT_THAT(seen, ElementsAre("bad", "good"));
}

TEST_F(SessionReload, AVanishedFileEndsTheSessionAndWipesTheHotkey) {
  const std::weak_ptr<const crypto::Hotkey> hotkey = Get()->hotkey;
  Get(With("https://one.example"));
  std::filesystem::remove(path_);
  EXPECT_EQ(Refusal(), Reason::kConfigMissing);
  EXPECT_TRUE(hotkey.expired());
  EXPECT_EQ(Refusal(With("https://one.example")), Reason::kConfigMissing);
  WriteText(path_, AliceConfig());
  EXPECT_EQ(Get()->username, "bob");
}

TEST_F(SessionReload, WithAllowMissingAVanishedFileLeavesASessionWithoutAccount) {
  const Selector selector = At(path_, /*allow_missing=*/true);
  const std::weak_ptr<const crypto::Hotkey> hotkey = Get(selector)->hotkey;
  std::filesystem::remove(path_);
  const auto without = Get(selector);
  EXPECT_EQ(without->hotkey, nullptr);
  EXPECT_EQ(without->username, "");
  EXPECT_EQ(without->api_url, "https://api.chutes.ai");
  EXPECT_THAT(without->warnings, IsEmpty());
  EXPECT_TRUE(hotkey.expired());
  EXPECT_EQ(Get(selector), without);
  WriteText(path_, SampleConfig());
  EXPECT_EQ(Get(selector)->username, "alice");
}

TEST_F(SessionReload, AllowMissingOfOneSelectorDoesNotLeakIntoAnother) {
  WriteText(path_, "[api]\nbase_url = https://file.example\n");
  EXPECT_EQ(Get(At(path_, true))->api_url, "https://file.example");
  EXPECT_EQ(Refusal(At(path_)), Reason::kConfigInvalid);
}

TEST_F(SessionReload, AFileThatBecomesWritableByOthersEndsTheSessionAndWipesTheHotkey) {
  const std::weak_ptr<const crypto::Hotkey> hotkey = Get()->hotkey;
  Get(With("https://one.example"));
  ::chmod(path_.c_str(), 0666);
  EXPECT_EQ(Refusal(), Reason::kConfigUnsafe);
  EXPECT_TRUE(hotkey.expired());
  EXPECT_EQ(store_.size(), 0U);
  ::chmod(path_.c_str(), 0600);
  EXPECT_EQ(Get()->username, "alice");
}

TEST_F(SessionReload, AFileThatBecomesReadableByOthersGetsAWarning) {
  const auto before = Get();
  ::chmod(path_.c_str(), 0644);
  EXPECT_THAT(FactsOf(Get()->warnings, code::kConfigReadable),
              ElementsAre(Facts{{fact::kPath, path_}, {fact::kMode, "0644"}}));
  EXPECT_EQ(Get()->warnings.size(), 1U);
  EXPECT_EQ(Get()->hotkey_ss58_address, before->hotkey_ss58_address);
  ::chmod(path_.c_str(), 0600);
  EXPECT_THAT(Get()->warnings, IsEmpty());
}

TEST_F(SessionReload, AFileGivenToAnotherUserEndsTheSession) {
  Get();
  const bool is_given = ::chown(path_.c_str(), 4711, static_cast<gid_t>(-1)) == 0;
  // Only root can give files away.
  EXPECT_EQ(Refusal(), is_given ? Reason::kConfigUnsafe : Reason::kUnspecified);
}

TEST_F(SessionReload, LoadReadsEvenIfNothingChanged) {
  const auto before = Get();
  const auto other_url = Get(With("https://one.example"));
  clock_.now += std::chrono::minutes(1);
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->load_time, clock_.now);
  EXPECT_EQ((*loaded)->hotkey_ss58_address, before->hotkey_ss58_address);
  EXPECT_EQ(Get(), *loaded);
  EXPECT_EQ(Get(With("https://one.example"))->hotkey, (*loaded)->hotkey);
}

TEST_F(SessionReload, LoadReturnsTheErrorOfABrokenFile) {
  Get();
  WriteText(path_, "no ini");
  EXPECT_EQ(ReasonOf(Load().status()), Reason::kConfigInvalid);
  EXPECT_EQ(Refusal(), Reason::kConfigInvalid);
  EXPECT_EQ(store_.size(), 0U);
}

TEST_F(SessionReload, ReloadKeepsTheSessionsOfABrokenFileForTheNextCallToJudge) {
  WriteText(folder_ / "bob.ini", AliceConfig());
  WriteText(folder_ / "gone.ini", AliceConfig());
  const std::weak_ptr<const crypto::Hotkey> kept = Get()->hotkey;
  const std::weak_ptr<const crypto::Hotkey> gone = Get(At(folder_ / "gone.ini"))->hotkey;
  Get(At(path_, /*allow_missing=*/true));
  Get(At(folder_ / "bob.ini"));
  clock_.now += std::chrono::minutes(1);
  WriteText(path_, "no ini");
  std::filesystem::remove(folder_ / "gone.ini");

  ReloadAll();
  EXPECT_FALSE(kept.expired());
  EXPECT_TRUE(gone.expired());
  EXPECT_EQ(store_.size(), 2U);
  EXPECT_EQ(Get(At(folder_ / "bob.ini"))->load_time, clock_.now);
  EXPECT_EQ(Refusal(), Reason::kConfigInvalid);
  EXPECT_TRUE(kept.expired());
}

}  // namespace
}  // namespace chutesd::session
