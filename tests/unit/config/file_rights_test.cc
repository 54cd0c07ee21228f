#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/base/failure.h"
#include "daemon/config/config_file.h"
#include "tests/unit/base/no_cli.h"

namespace chutesd::config {
namespace {

using testing::HasSubstr;

constexpr uid_t kUser = 1000;

struct stat Info(mode_t mode, uid_t owner) {
  struct stat info {};
  info.st_mode = mode;
  info.st_uid = owner;
  return info;
}

TEST(CheckFileAccess, AcceptsRegularFilesOfTheUserOrRootThatNobodyElseMayWrite) {
  for (const mode_t mode : {0600U, 0400U, 0640U, 0644U, 0444U}) {
    EXPECT_TRUE(CheckAccess(FileKind::kFile, "/f", Info(S_IFREG | mode, kUser), kUser).ok())
        << std::oct << mode;
    EXPECT_TRUE(CheckAccess(FileKind::kFile, "/f", Info(S_IFREG | mode, 0), kUser).ok()) << std::oct << mode;
  }
}

TEST(CheckFileAccess, RefusalsSayWhyAndWhatIsWrong) {
  const struct {
    struct stat info;
    const char* message;
    const char* problem;
  } cases[] = {
      {Info(S_IFREG | 0620, kUser), "may be changed by other users (mode 0620)", "mode"},
      {Info(S_IFREG | 0602, kUser), "may be changed by other users (mode 0602)", "mode"},
      {Info(S_IFREG | 0600, 1001), "belongs to another user (uid 1001)", "owner"},
      {Info(S_IFDIR | 0700, kUser), "is not a regular file", "kind"},
      {Info(S_IFIFO | 0600, kUser), "is not a regular file", "kind"},
      {Info(S_IFCHR | 0600, 0), "is not a regular file", "kind"},
      {Info(S_IFSOCK | 0600, kUser), "is not a regular file", "kind"},
  };
  for (const auto& [info, message, problem] : cases) {
    const Status status = CheckAccess(FileKind::kFile, "/a b", info, kUser);
    ASSERT_FALSE(status.ok());
    const Failure failure = status.failure();
    EXPECT_EQ(failure.reason, Reason::kConfigUnsafe);
    EXPECT_THAT(failure.message, HasSubstr(message));
    EXPECT_EQ(failure.facts, (Facts{{fact::kPath, "/a b"}, {fact::kProblem, problem}}));
    ExpectNoCliCommand(failure);
  }
}

TEST(CheckFileAccess, RootReadsNoFileOfAnotherUser) {
  EXPECT_FALSE(CheckAccess(FileKind::kFile, "/f", Info(S_IFREG | 0600, kUser), 0).ok());
}

TEST(CheckFolderAccess, WritableByOthersNeedsTheStickyBit) {
  EXPECT_TRUE(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 0755, kUser), kUser).ok());
  EXPECT_TRUE(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 01777, 0), kUser).ok());
  EXPECT_FALSE(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 0777, 0), kUser).ok());
  EXPECT_FALSE(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 0770, kUser), kUser).ok());
  EXPECT_FALSE(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 01777, 1001), kUser).ok());
  EXPECT_FALSE(CheckAccess(FileKind::kFolder, "/d", Info(S_IFREG | 0600, kUser), kUser).ok());
  EXPECT_EQ(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 0775, kUser), kUser).failure().facts,
            (Facts{{fact::kFolder, "/d"}, {fact::kProblem, "folder"}}));
  EXPECT_EQ(CheckAccess(FileKind::kFolder, "/d", Info(S_IFDIR | 0700, 1001), kUser).failure().facts,
            (Facts{{fact::kFolder, "/d"}, {fact::kProblem, "owner"}}));
}

}  // namespace
}  // namespace chutesd::config
