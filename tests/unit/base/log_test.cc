#include "daemon/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace chutesd {
namespace {

using testing::HasSubstr;

// Gives standard error and the logger back as they were.
class LogFileTest : public testing::Test {
 protected:
  LogFileTest() : error_(dup(STDERR_FILENO)), logger_(spdlog::default_logger()) {
    char name[] = "/tmp/chlogXXXXXX";
    folder_ = mkdtemp(name);
  }
  ~LogFileTest() override {
    dup2(error_, STDERR_FILENO);
    close(error_);
    spdlog::set_default_logger(logger_);
    std::filesystem::remove_all(folder_);
  }
  std::string path() const { return folder_ + "/d.log"; }
  static std::string Read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  std::string folder_;

 private:
  int error_;
  std::shared_ptr<spdlog::logger> logger_;
};

TEST_F(LogFileTest, StartLogFile_WritesToAFileForThisUserAloneAndSoDoesStandardError) {
  std::ofstream(path()) << "older\n";
  std::filesystem::permissions(path(), std::filesystem::perms(0644));
  const Status status = StartLogFile(LogLevel::kInfo, path());
  ASSERT_TRUE(status.ok()) << status;
  spdlog::info("hello");
  spdlog::debug("not this");
  ASSERT_EQ(write(STDERR_FILENO, "crash\n", 6), 6);
  const std::string text = Read(path());
  EXPECT_THAT(text, testing::StartsWith("older\n"));
  EXPECT_THAT(text, HasSubstr(" info hello\n"));
  EXPECT_THAT(text, HasSubstr("crash\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("not this")));
  struct stat found {};
  ASSERT_EQ(stat(path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST_F(LogFileTest, StartLogFile_KeepsOneOlderFileAndNoMore) {
  ASSERT_TRUE(StartLogFile(LogLevel::kInfo, path()).ok());
  const std::string line(1000, 'x');
  for (int i = 0; i < 5000; ++i) spdlog::info("{}", line);
  std::uintmax_t bytes = 0;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    bytes += entry.file_size();
    ++files;
  }
  EXPECT_EQ(files, 2);
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/d.1.log"));
  EXPECT_LE(bytes, std::uintmax_t{2} << 20U);
}

TEST_F(LogFileTest, StartLogFile_RefusesLinksFoldersAndWhatIsNoFile) {
  std::ofstream(folder_ + "/target") << "mine\n";
  std::filesystem::create_symlink(folder_ + "/target", path());
  EXPECT_FALSE(StartLogFile(LogLevel::kInfo, path()).ok());
  EXPECT_EQ(Read(folder_ + "/target"), "mine\n");
  EXPECT_FALSE(StartLogFile(LogLevel::kInfo, folder_).ok());
  ASSERT_EQ(mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  EXPECT_FALSE(StartLogFile(LogLevel::kInfo, folder_ + "/pipe").ok());
  EXPECT_THAT(std::string(StartLogFile(LogLevel::kInfo, folder_ + "/none/d.log").message()),
              HasSubstr("cannot open the log file"));
}

}  // namespace
}  // namespace chutesd
