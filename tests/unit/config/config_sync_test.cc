// What a power failure would leave of a config file that was just written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "daemon/base/failure.h"
#include "daemon/config/config_file.h"
#include "tests/unit/config/sync_log.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::config {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::IsEmpty;
using testing::Not;

constexpr off_t kSize = 7;
const SecretString& NewText() {
  static const SecretString text("[api]\n\n");
  return text;
}

TEST(ConfigSync, ANewFileIsSyncedBeforeItHasItsNameAndItsFolderAfterwards) {
  const TempFolder folder;
  const SyncLog log;
  ASSERT_TRUE(WriteConfigFile(folder / "config.ini", NewText(), WriteMode::kCreateNew).ok());
  ASSERT_EQ(log.entries.size(), 2U);
  EXPECT_THAT(log.entries[0].path, EndsWith(".tmp"));
  EXPECT_EQ(log.entries[0].size, kSize);
  EXPECT_EQ(log.entries[1].path, folder.path());
  EXPECT_THAT(log.entries[1].names, Contains("config.ini"));
}

TEST(ConfigSync, ANewFolderIsSyncedInTheOneAboveIt) {
  const TempFolder folder;
  const SyncLog log;
  ASSERT_TRUE(
      WriteConfigFile(folder / ".chutes/environments/prod.ini", NewText(), WriteMode::kCreateNew).ok());
  ASSERT_EQ(log.entries.size(), 4U);
  EXPECT_EQ(log.entries[0].path, folder.path());
  EXPECT_THAT(log.entries[0].names, Contains(".chutes"));
  EXPECT_EQ(log.entries[1].path, folder / ".chutes");
  EXPECT_THAT(log.entries[1].names, Contains("environments"));
  EXPECT_EQ(log.entries[2].size, kSize);
  EXPECT_EQ(log.entries[3].path, folder / ".chutes/environments");
  EXPECT_THAT(log.entries[3].names, Contains("prod.ini"));
}

TEST(ConfigSync, AReplacedFileAndItsCopyAreSyncedBeforeTheyHaveTheirNames) {
  const TempFolder folder;
  WriteText(folder / "config.ini", "old");
  const SyncLog log;
  const auto written = WriteConfigFile(folder / "config.ini", NewText(), WriteMode::kReplaceKeepingCopy);
  ASSERT_TRUE(written.ok()) << written.status();
  ASSERT_EQ(log.entries.size(), 3U);
  EXPECT_THAT(log.entries[0].path, EndsWith(".tmp"));
  EXPECT_EQ(log.entries[0].size, kSize);
  EXPECT_THAT(log.entries[1].path, EndsWith(".tmp"));
  EXPECT_EQ(log.entries[1].size, 3);
  EXPECT_EQ(log.entries[2].path, folder.path());
  const std::string copy = written->substr(folder.path().size() + 1);
  EXPECT_THAT(log.entries[2].names, Contains(copy));
  EXPECT_THAT(log.entries[2].names, Not(Contains(EndsWith(".tmp"))));
}

TEST(ConfigSync, AFileThatCannotBeSyncedIsNotPutInPlace) {
  const TempFolder folder;
  SyncLog log;
  log.fail_at = 1;
  const auto status = WriteConfigFile(folder / "config.ini", NewText(), WriteMode::kCreateNew).status();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.failure().reason, Reason::kConfigNotWritten);
  EXPECT_THAT(folder.Names(), IsEmpty());
}

TEST(ConfigSync, AFolderThatCannotBeSyncedIsToldThoughTheFileIsThere) {
  const TempFolder folder;
  SyncLog log;
  log.fail_at = 2;
  const auto status = WriteConfigFile(folder / "config.ini", NewText(), WriteMode::kCreateNew).status();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.failure().reason, Reason::kConfigNotWritten);
  EXPECT_THAT(folder.Names(), Contains("config.ini"));
}

}  // namespace
}  // namespace chutesd::config
