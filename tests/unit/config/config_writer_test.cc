#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/config/config_file.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1'700'000'000)};  // 20231114-221320

const SecretString& Text() {
  static const SecretString text("[api]\n");
  return text;
}

Reason ReasonOf(const Status& status) { return status.ok() ? Reason::kUnspecified : status.failure().reason; }

TEST(WriteConfigFile, CreatesFileAndFoldersForTheOwnerAlone) {
  const TempFolder folder;
  const std::string path = folder / ".chutes/environments/prod.ini";
  const mode_t before = ::umask(0);
  const Result<std::string> written = WriteConfigFile(path, Text(), WriteMode::kCreateNew);
  ::umask(before);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(*written, "");
  EXPECT_EQ(ReadText(path), "[api]\n");
  EXPECT_EQ(ModeOf(path), 0600U);
  EXPECT_EQ(ModeOf(folder / ".chutes"), 0700U);
  EXPECT_EQ(ModeOf(folder / ".chutes/environments"), 0700U);
  EXPECT_THAT(folder.Names(), ElementsAre(".chutes"));
}

TEST(WriteConfigFile, AnUmaskThatTakesFromTheOwnerDoesNoHarm) {
  const TempFolder folder;
  const mode_t before = ::umask(0777);
  const Result<std::string> written = WriteConfigFile(folder / "c.ini", Text(), WriteMode::kCreateNew);
  ::umask(before);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(ModeOf(folder / "c.ini"), 0600U);
}

TEST(WriteConfigFile, NeverReplacesUnasked) {
  const TempFolder folder;
  WriteText(folder / "config.ini", "mine");
  std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
  std::filesystem::create_directory(folder / "folder");
  for (const char* name : {"config.ini", "dangling", "folder"}) {
    const auto status = WriteConfigFile(folder / name, Text(), WriteMode::kCreateNew).status();
    EXPECT_EQ(ReasonOf(status), Reason::kConfigExists) << name;
    EXPECT_THAT(std::string(status.message()), StartsWith(folder / name));
    EXPECT_EQ(ReasonOf(CheckConfigTarget(folder / name, WriteMode::kCreateNew)), Reason::kConfigExists)
        << name;
  }
  EXPECT_EQ(ReadText(folder / "config.ini"), "mine");
  EXPECT_THAT(folder.Names(), ElementsAre("config.ini", "dangling", "folder"));
}

TEST(WriteConfigFile, ReplacesKeepingACopy) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  WriteText(path, "old", 0644);
  const auto written = WriteConfigFile(path, Text(), WriteMode::kReplaceKeepingCopy, kNow);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(*written, path + ".20231114-221320.bak");
  EXPECT_EQ(ReadText(*written), "old");
  EXPECT_EQ(ModeOf(*written), 0600U);
  EXPECT_EQ(ReadText(path), "[api]\n");
  EXPECT_EQ(ModeOf(path), 0600U);

  const auto again = WriteConfigFile(path, SecretString("third"), WriteMode::kReplaceKeepingCopy, kNow);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, path + ".20231114-221320-2.bak");
  EXPECT_EQ(ReadText(*again), "[api]\n");
  EXPECT_EQ(ReadText(*written), "old");
  EXPECT_EQ(folder.Names().size(), 3U);
}

TEST(WriteConfigFile, ReplacingNothingIsCreating) {
  const TempFolder folder;
  const auto written = WriteConfigFile(folder / "c.ini", Text(), WriteMode::kReplaceKeepingCopy);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(*written, "");
  EXPECT_THAT(folder.Names(), ElementsAre("c.ini"));
}

TEST(WriteConfigFile, ReplacesWhatALinkNames) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "dotfiles");
  ::chmod((folder / "dotfiles").c_str(), 0700);
  WriteText(folder / "dotfiles/chutes.ini", "old");
  std::filesystem::create_symlink(folder / "dotfiles/chutes.ini", folder / "config.ini");
  ASSERT_TRUE(WriteConfigFile(folder / "config.ini", Text(), WriteMode::kReplaceKeepingCopy).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "config.ini"));
  EXPECT_EQ(ReadText(folder / "dotfiles/chutes.ini"), "[api]\n");
}

TEST(WriteConfigFile, RefusesFoldersThatOthersMayWrite) {
  const TempFolder folder;
  ::chmod(folder.path().c_str(), 0777);
  EXPECT_EQ(ReasonOf(WriteConfigFile(folder / "c.ini", Text(), WriteMode::kCreateNew).status()),
            Reason::kConfigUnsafe);
  EXPECT_THAT(folder.Names(), IsEmpty());
}

TEST(WriteConfigFile, RefusesToReplaceWhatIsNoFile) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "c.ini");
  EXPECT_EQ(ReasonOf(WriteConfigFile(folder / "c.ini", Text(), WriteMode::kReplaceKeepingCopy).status()),
            Reason::kConfigUnsafe);
}

TEST(WriteConfigFile, NeedsAnAbsolutePathOfAFile) {
  for (const char* path : {"", "config.ini", "/tmp/"}) {
    EXPECT_EQ(ReasonOf(WriteConfigFile(path, Text(), WriteMode::kCreateNew).status()),
              Reason::kInvalidArgument);
  }
}

TEST(WriteConfigFile, NamesThePathWhenTheFolderCannotBeMade) {
  const TempFolder folder;
  WriteText(folder / "file", "x");
  for (const std::string& path : {folder / "file/config.ini", folder / "file/deeper/config.ini",
                                  std::string("/proc/chutes/config.ini"), folder / std::string(300, 'n')}) {
    const Status status = WriteConfigFile(path, Text(), WriteMode::kCreateNew).status();
    EXPECT_EQ(ReasonOf(status), Reason::kConfigNotWritten) << path;
    EXPECT_THAT(std::string(status.message()), StartsWith(path));
    EXPECT_EQ(status.failure().facts.at(fact::kPath), path);
  }
  EXPECT_THAT(folder.Names(), ElementsAre("file"));
}

// Lets files grow to `size` bytes only while it lives; more is EFBIG, as on a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const struct rlimit limit = {size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, handler_);
  }

 private:
  struct rlimit before_ {};
  void (*handler_)(int) = nullptr;
};

TEST(WriteConfigFile, AWriteThatFailsHalfwayLeavesTheOldFileAlone) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  WriteText(path, "old");
  for (const WriteMode mode : {WriteMode::kReplaceKeepingCopy, WriteMode::kCreateNew}) {
    const std::string target = mode == WriteMode::kCreateNew ? folder / "new.ini" : path;
    Status status;
    {
      const FileSizeLimit limit(4096);
      status = WriteConfigFile(target, SecretString(std::string(10000, 'x')), mode).status();
    }
    EXPECT_EQ(ReasonOf(status), Reason::kConfigNotWritten);
    EXPECT_THAT(status.failure().next_step, HasSubstr("make room"));
    EXPECT_EQ(ReadText(path), "old");
    EXPECT_THAT(folder.Names(), ElementsAre("config.ini"));
  }
}

TEST(WriteConfigFile, AnOldFileThatCannotBeCopiedIsNotReplaced) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  const std::string large(std::size_t{2} << 20U, 'x');
  WriteText(path, large);
  EXPECT_EQ(ReasonOf(WriteConfigFile(path, Text(), WriteMode::kReplaceKeepingCopy).status()),
            Reason::kConfigNotWritten);
  EXPECT_EQ(ReadText(path), large);
  EXPECT_THAT(folder.Names(), ElementsAre("config.ini"));
}

TEST(CheckConfigTarget, LeavesNothingBehind) {
  const TempFolder folder;
  EXPECT_TRUE(CheckConfigTarget(folder / "sub/c.ini", WriteMode::kCreateNew).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder / "sub"));
  EXPECT_EQ(ReasonOf(CheckConfigTarget("/proc/c.ini", WriteMode::kCreateNew)), Reason::kConfigNotWritten);
}

}  // namespace
}  // namespace chutesd::config
