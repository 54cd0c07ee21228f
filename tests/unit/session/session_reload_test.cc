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
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
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

TEST_F(SessionReload, ABrokenEditLeavesTheOldSessionInForceWithAWarning) {
  const auto before = Get();
  clock_.now += std::chrono::minutes(1);
  for (const std::string& broken :
       {std::string("no ini"), std::string(), std::string("[auth]\nusername = x\n"),
        ConfigText("carol", kSeed, kAliceAddress)}) {
    WriteText(path_, broken);
    const auto session = Get();
    EXPECT_EQ(session->username, "alice");
    EXPECT_EQ(session->hotkey, before->hotkey);
    EXPECT_EQ(session->load_time, before->load_time);
    EXPECT_THAT(session->warnings,
                ElementsAre(AllOf(HasSubstr("the edited file is not in force: " + path_))));
  }
  WriteText(path_, ConfigText("carol", kSeed, kAddress));
  EXPECT_EQ(Get()->username, "carol");
  EXPECT_THAT(Get()->warnings, IsEmpty());
}

TEST_F(SessionReload, ABrokenEditThatIsTakenBackLeavesNoWarning) {
  Get();
  WriteText(path_, "no ini");
  EXPECT_EQ(Get()->warnings.size(), 1U);
  WriteText(path_, SampleConfig());
  EXPECT_THAT(Get()->warnings, IsEmpty());
}

TEST_F(SessionReload, AFileThatGrowsTooLargeLeavesTheOldSessionInForce) {
  Get();
  WriteText(path_, std::string(config::kMaxConfigFile + 1, '\n'));
  EXPECT_EQ(Get()->username, "alice");
  EXPECT_EQ(Get()->warnings.size(), 1U);
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
  EXPECT_THAT(Get()->warnings, ElementsAre(HasSubstr("chmod 600 " + path_)));
  EXPECT_EQ(Get()->hotkey, before->hotkey);
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
  clock_.now += std::chrono::minutes(1);
  const auto loaded = store_.Load({});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->load_time, clock_.now);
  EXPECT_EQ((*loaded)->hotkey, before->hotkey);
  EXPECT_EQ(Get(), *loaded);
}

TEST_F(SessionReload, LoadReturnsTheErrorAndLeavesTheOldSessionInForce) {
  const auto before = Get();
  WriteText(path_, "no ini");
  EXPECT_EQ(ReasonOf(store_.Load({}).status()), Reason::kConfigInvalid);
  EXPECT_EQ(Get()->hotkey, before->hotkey);
  EXPECT_EQ(Get()->warnings.size(), 1U);
}

TEST_F(SessionReload, ReloadAllListsWhatFailedAndReloadsTheRest) {
  WriteText(folder_ / "bob.ini", AliceConfig());
  WriteText(folder_ / "gone.ini", AliceConfig());
  Get();
  Get(At(path_, /*allow_missing=*/true));
  Get(At(folder_ / "bob.ini"));
  Get(At(folder_ / "gone.ini"));
  clock_.now += std::chrono::minutes(1);
  WriteText(path_, "no ini");
  std::filesystem::remove(folder_ / "gone.ini");

  const std::vector<ReloadFailure> failures = store_.ReloadAll();
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].config_path, path_);
  EXPECT_EQ(ReasonOf(failures[0].status), Reason::kConfigInvalid);
  EXPECT_EQ(failures[1].config_path, folder_ / "gone.ini");
  EXPECT_EQ(ReasonOf(failures[1].status), Reason::kConfigMissing);
  EXPECT_EQ(store_.size(), 3U);
  EXPECT_EQ(Get()->username, "alice");
  EXPECT_EQ(Get(At(folder_ / "bob.ini"))->load_time, clock_.now);
}

}  // namespace
}  // namespace chutesd::session
