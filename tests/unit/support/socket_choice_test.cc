#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <vector>

#include "proto/support/paths.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::support {
namespace {

EnvLookup Lookup(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

struct Case {
  std::string_view what;
  std::string_view option;
  std::map<std::string, std::string> env;
  SocketPath expected;
};

TEST(ChooseSocketPath, TakesTheFirstPlaceThatIsNamed) {
  const config::TempFolder runtime;
  const std::map<std::string, std::string> all = {
      {"CHUTESD_SOCKET", "/env/s"}, {"XDG_RUNTIME_DIR", runtime.path()}, {"HOME", "/home/a"}};
  const std::vector<Case> cases = {
      {"option", "/opt/s", all, {"/opt/s", false, ""}},
      {"environment", "", all, {"/env/s", false, ""}},
      {"runtime folder",
       "",
       {{"XDG_RUNTIME_DIR", runtime.path()}, {"HOME", "/home/a"}},
       {runtime / "chutesd/chutesd.sock", true, ""}},
      {"home", "", {{"HOME", "/home/a"}}, {"/home/a/.chutes/run/chutesd.sock", true, ""}},
      {"empty values count as not set",
       "",
       {{"CHUTESD_SOCKET", ""}, {"XDG_RUNTIME_DIR", ""}, {"HOME", "/home/a"}},
       {"/home/a/.chutes/run/chutesd.sock", true, ""}},
      {"a relative path is taken as it is", "run/s", {}, {"run/s", false, ""}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ChooseSocketPath(c.option, Lookup(c.env)), c.expected) << c.what;
  }
}

TEST(ChooseSocketPath, PassesOverARuntimeFolderThatIsNotOneOfThisUsersOwnAndSaysSo) {
  const config::TempFolder folder;
  config::WriteText(folder / "file", "");
  std::filesystem::create_directory(folder / "open");
  chmod((folder / "open").c_str(), 0777);
  std::filesystem::create_directory(folder / "shut");
  chmod((folder / "shut").c_str(), 0600);
  std::vector<std::string> unusable = {"run", "/run/user/$(id -u)", folder / "file", folder / "open",
                                       folder / "shut"};
  if (geteuid() == 0) {
    std::filesystem::create_directory(folder / "theirs");
    ASSERT_EQ(chown((folder / "theirs").c_str(), 1234, 1234), 0);
    unusable.push_back(folder / "theirs");
  }
  for (const std::string& path : unusable) {
    const SocketPath found = ChooseSocketPath("", Lookup({{"XDG_RUNTIME_DIR", path}, {"HOME", "/home/a"}}));
    EXPECT_EQ(found.path, "/home/a/.chutes/run/chutesd.sock") << path;
    EXPECT_TRUE(found.is_default);
    EXPECT_EQ(found.error, "");
    EXPECT_NE(found.warning.find("XDG_RUNTIME_DIR"), std::string::npos) << path;
    EXPECT_NE(found.warning.find(path), std::string::npos) << found.warning;
  }
}

TEST(MakePrivateFolders, GivesThemTheirModeWhateverTheUmask) {
  const config::TempFolder folder;
  for (const mode_t mask : {0U, 077U, 0177U, 0277U, 0777U}) {
    const std::string outer = folder / ("a" + std::to_string(mask));
    const mode_t before = umask(mask);
    const MadeFolders made = MakePrivateFolders(outer + "/run", 2);
    umask(before);
    EXPECT_EQ(made.error, 0) << made.where;
    for (const std::string& path : {outer, outer + "/run"}) {
      struct stat found {};
      ASSERT_EQ(stat(path.c_str(), &found), 0) << path;
      EXPECT_EQ(found.st_mode & 07777U, 0700U) << path;
    }
  }
}

TEST(ProcessEnvironment, TakesTheHomeFolderFromThePasswordFileIfNoneIsSet) {
  const std::string before = ProcessEnvironment("HOME").value_or("");
  const passwd* const self = getpwuid(geteuid());
  ASSERT_NE(self, nullptr);
  for (const char* home : {"", "relative"}) {
    setenv("HOME", home, 1);
    EXPECT_EQ(ProcessEnvironment("HOME"), self->pw_dir) << home;
  }
  unsetenv("HOME");
  EXPECT_EQ(ProcessEnvironment("HOME"), self->pw_dir);
  setenv("HOME", "/elsewhere", 1);
  EXPECT_EQ(ProcessEnvironment("HOME"), "/elsewhere");
  setenv("HOME", before.c_str(), 1);
}

TEST(ChooseSocketPath, RefusesWhenNothingIsNamed) {
  const SocketPath found = ChooseSocketPath("", Lookup({{"HOME", "relative"}}));
  EXPECT_EQ(found.path, "");
  EXPECT_NE(found.error.find("--socket"), std::string::npos);
}

TEST(ChooseSocketPath, AllowsWhatFitsIntoASocketAddressAndNoMore) {
  const std::string longest = "/" + std::string(kMaxSocketPath - 1, 'a');
  EXPECT_EQ(ChooseSocketPath(longest, Lookup({})).error, "");
  EXPECT_NE(ChooseSocketPath(longest + "a", Lookup({})).error.find("108 bytes"), std::string::npos);
}

TEST(ChooseSocketPath, RefusesANulByte) {
  EXPECT_NE(ChooseSocketPath(std::string("/a\0b", 4), Lookup({})).error, "");
}

}  // namespace
}  // namespace chutesd::support
