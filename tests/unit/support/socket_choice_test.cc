#include <gtest/gtest.h>

#include <map>

#include "proto/support/paths.h"

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
  const std::map<std::string, std::string> all = {
      {"CHUTESD_SOCKET", "/env/s"}, {"XDG_RUNTIME_DIR", "/run/user/7"}, {"HOME", "/home/a"}};
  const std::vector<Case> cases = {
      {"option", "/opt/s", all, {"/opt/s", false, ""}},
      {"environment", "", all, {"/env/s", false, ""}},
      {"runtime folder",
       "",
       {{"XDG_RUNTIME_DIR", "/run/user/7"}, {"HOME", "/home/a"}},
       {"/run/user/7/chutesd/chutesd.sock", true, ""}},
      {"home", "", {{"HOME", "/home/a"}}, {"/home/a/.chutes/run/chutesd.sock", true, ""}},
      {"empty values count as not set",
       "",
       {{"CHUTESD_SOCKET", ""}, {"XDG_RUNTIME_DIR", ""}, {"HOME", "/home/a"}},
       {"/home/a/.chutes/run/chutesd.sock", true, ""}},
      {"relative folders count as not set",
       "",
       {{"XDG_RUNTIME_DIR", "run"}, {"HOME", "/home/a"}},
       {"/home/a/.chutes/run/chutesd.sock", true, ""}},
      {"a relative path is taken as it is", "run/s", {}, {"run/s", false, ""}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ChooseSocketPath(c.option, Lookup(c.env)), c.expected) << c.what;
  }
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
