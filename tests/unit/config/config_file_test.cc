#include "daemon/config/config_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Reason ReasonOf(const std::string& path) {
  const Result<ConfigFile> file = ReadConfigFile(path);
  return file.ok() ? Reason::kUnspecified : file.failure().reason;
}

TEST(ReadConfigFile, ReadsAPrivateFileWithoutWarning) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  WriteText(path, "[api]\n");
  const Result<ConfigFile> file = ReadConfigFile(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->text.Reveal(), "[api]\n");
  EXPECT_THAT(file->warnings, IsEmpty());
  EXPECT_TRUE(IsUnchanged(path, file->identity));
}

TEST(ReadConfigFile, WarnsOfReadersWithPathAndMode) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  for (const mode_t mode : {0644U, 0640U, 0604U}) {
    WriteText(path, "[api]\n", mode);
    const Result<ConfigFile> file = ReadConfigFile(path);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_THAT(FactsOf(file->warnings, code::kConfigReadable),
                ElementsAre(Facts{{fact::kPath, path}, {fact::kMode, fmt::format("{:04o}", mode)}}));
    EXPECT_EQ(file->warnings.size(), 1U);
  }
}

TEST(ReadConfigFile, RefusesWhatOthersMayWrite) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  for (const mode_t mode : {0660U, 0606U, 0666U, 0777U}) {
    WriteText(path, "[api]\n", mode);
    EXPECT_EQ(ReasonOf(path), Reason::kConfigUnsafe) << std::oct << mode;
  }
  WriteText(path, "[api]\n", 0600);
  ::chmod(folder.path().c_str(), 0777);
  EXPECT_EQ(ReasonOf(path), Reason::kConfigUnsafe);
  EXPECT_EQ(ReadConfigFile(path).failure().facts,
            (Facts{{fact::kFolder, folder.path()}, {fact::kProblem, "folder"}}));
  ::chmod(folder.path().c_str(), 01777);
  EXPECT_EQ(ReasonOf(path), Reason::kUnspecified);
}

TEST(ReadConfigFile, RefusesFilesOfAnotherUser) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  WriteText(path, "[api]\n");
  if (::chown(path.c_str(), 4711, static_cast<gid_t>(-1)) == 0) {
    EXPECT_EQ(ReasonOf(path), Reason::kConfigUnsafe);
  } else {
    // Only root can give files away; JudgeFile's own tests cover the rule for everybody.
    EXPECT_EQ(ReasonOf(path), Reason::kUnspecified);
  }
}

TEST(ReadConfigFile, RefusesWhatIsNoRegularFileWithoutBlocking) {
  const TempFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  ASSERT_EQ(::mkdir((folder / "folder").c_str(), 0700), 0);
  EXPECT_EQ(ReasonOf(folder / "fifo"), Reason::kConfigUnsafe);
  EXPECT_EQ(ReasonOf(folder / "folder"), Reason::kConfigUnsafe);
  EXPECT_EQ(ReasonOf("/dev/null"), Reason::kConfigUnsafe);
}

TEST(ReadConfigFile, FollowsALinkAndJudgesBothFolders) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "dotfiles");
  ::chmod((folder / "dotfiles").c_str(), 0700);
  WriteText(folder / "dotfiles/chutes.ini", "[api]\n");
  std::filesystem::create_symlink(folder / "dotfiles/chutes.ini", folder / "config.ini");
  EXPECT_EQ(ReasonOf(folder / "config.ini"), Reason::kUnspecified);
  ::chmod((folder / "dotfiles").c_str(), 0777);
  EXPECT_EQ(ReasonOf(folder / "config.ini"), Reason::kConfigUnsafe);
}

TEST(ReadConfigFile, MissingFilesAreToldFromUnreadableOnes) {
  const TempFolder folder;
  WriteText(folder / "file", "");
  std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
  std::filesystem::create_symlink(folder / "loop", folder / "loop");
  EXPECT_EQ(ReasonOf(folder / "none"), Reason::kConfigMissing);
  EXPECT_EQ(ReasonOf(folder / "none/config.ini"), Reason::kConfigMissing);
  EXPECT_EQ(ReasonOf(folder / "file/config.ini"), Reason::kConfigMissing);
  EXPECT_EQ(ReasonOf(folder / "dangling"), Reason::kConfigMissing);
  EXPECT_EQ(ReasonOf(folder / "loop"), Reason::kConfigInvalid);
  for (const char* name : {"none", "loop"}) {
    EXPECT_EQ(ReadConfigFile(folder / name).failure().facts, (Facts{{fact::kPath, folder / name}}));
  }
  EXPECT_TRUE(IsUnchanged(folder / "none", std::nullopt));
  EXPECT_FALSE(IsUnchanged(folder / "loop", std::nullopt));
}

TEST(ReadConfigFile, CapsTheSize) {
  const TempFolder folder;
  WriteText(folder / "fits", std::string(kMaxConfigFile, '\n'));
  WriteText(folder / "large", std::string(kMaxConfigFile + 1, '\n'));
  EXPECT_EQ(ReasonOf(folder / "fits"), Reason::kUnspecified);
  EXPECT_EQ(ReasonOf(folder / "large"), Reason::kConfigInvalid);
}

TEST(IsUnchanged, ToldByContentModeAndFile) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  const auto identity = [&path] { return std::optional(ReadConfigFile(path)->identity); };
  EXPECT_FALSE(IsUnchanged(path, FileIdentity()));
  WriteText(path, "a");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  const auto first = identity();
  EXPECT_TRUE(IsUnchanged(path, first));
  EXPECT_FALSE(IsUnchanged(path, std::nullopt));

  const struct timespec later[2] = {info.st_atim, {info.st_mtim.tv_sec + 1, info.st_mtim.tv_nsec}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), later, 0), 0);
  EXPECT_FALSE(IsUnchanged(path, first));
  const auto touched = identity();
  EXPECT_TRUE(IsUnchanged(path, touched));

  WriteText(folder / "other", "a");
  std::filesystem::rename(folder / "other", path);
  EXPECT_FALSE(IsUnchanged(path, touched));
  const auto renamed = identity();
  std::filesystem::rename(path, folder / "elsewhere");
  EXPECT_FALSE(IsUnchanged(path, renamed));
}

TEST(ReadConfigFile, AFileJustWrittenIsNotSettled) {
  const TempFolder folder;
  const std::string path = folder / "config.ini";
  bool settled = true;
  // A machine under load may take so long between write and read that the file has settled.
  for (int tries = 0; settled && tries < 100; ++tries) {
    WriteText(path, "a");
    settled = ReadConfigFile(path)->settled;
  }
  EXPECT_FALSE(settled);
  EXPECT_TRUE(ReadConfigFile("/etc/passwd")->settled);
}

}  // namespace
}  // namespace chutesd::config
