#include <gtest/gtest.h>

#include <map>

#include "client/commands/options.h"
#include "tests/unit/client/fake_platform.h"

namespace chutes::commands {
namespace {

using chutesd::v1::SessionSelector;

using Variables = std::map<std::string, std::string>;

struct WorldWith : FakePlatform {
  explicit WorldWith(Variables set, std::string in = "/project") {
    variables = std::move(set);
    folder = std::move(in);
  }
};

Globals WithPath(const std::string& path) {
  Globals globals;
  globals.config_path = path;
  return globals;
}

// The daemon may have been started with another home folder.
TEST(SelectSession, NamesTheFileOfThisHomeWhenNothingIsSaid) {
  for (const Globals& globals : {Globals{}, WithPath("")}) {
    const auto selector = SelectSession(globals, WorldWith(Variables{{"CHUTES_CONFIG_PATH", ""},
                                                                     {"CHUTES_API_URL", " \n"},
                                                                     {"CHUTES_ALLOW_MISSING", ""},
                                                                     {"HOME", "/home/a"}})
                                                     .platform);
    ASSERT_FALSE(selector.error);
    SessionSelector expected;
    expected.set_config_path("/home/a/.chutes/config.ini");
    expected.set_config_path_origin(chutesd::v1::ORIGIN_DEFAULT);
    EXPECT_EQ(selector.value.SerializeAsString(), expected.SerializeAsString());
  }
  EXPECT_EQ(SelectSession(Globals{}, WorldWith(Variables{}).platform).value.SerializeAsString(), "");
}

TEST(SelectSession, TakesWhiteSpaceOffTheUrl) {
  const WorldWith env(Variables{{"CHUTES_API_URL", " https://api.example\r\n"}});
  EXPECT_EQ(SelectSession(Globals{}, env.platform).value.api_url(), "https://api.example");
}

TEST(WalletsPath, IsInThisHomeUnlessItIsNamed) {
  const WorldWith env(Variables{{"HOME", "/home/a"}});
  EXPECT_EQ(WalletsPath("", env.platform).value, "/home/a/.bittensor/wallets");
  EXPECT_EQ(WalletsPath("~/w", env.platform).value, "/home/a/w");
  EXPECT_EQ(WalletsPath("", WorldWith(Variables{}).platform).value, "");
}

TEST(SelectSession, PrefersTheOptionAndSaysWhereEachValueCameFrom) {
  const WorldWith env(Variables{{"CHUTES_CONFIG_PATH", "/env.ini"},
                                {"CHUTES_API_URL", "http://127.0.0.1:1"},
                                {"CHUTES_ALLOW_MISSING", "TrUe"},
                                {"HOME", "/home/a"}});
  const SessionSelector by_option = SelectSession(WithPath("prod.ini"), env.platform).value;
  EXPECT_EQ(by_option.config_path(), "/project/prod.ini");
  EXPECT_EQ(by_option.config_path_origin(), chutesd::v1::ORIGIN_OPTION);
  EXPECT_EQ(by_option.api_url(), "http://127.0.0.1:1");
  EXPECT_EQ(by_option.api_url_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
  EXPECT_TRUE(by_option.allow_missing());
  EXPECT_EQ(by_option.allow_missing_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
  const SessionSelector by_environment = SelectSession(Globals{}, env.platform).value;
  EXPECT_EQ(by_environment.config_path(), "/env.ini");
  EXPECT_EQ(by_environment.config_path_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
}

TEST(SelectSession, AllowsMissingForTrueAlone) {
  for (const std::string value : {"1", "yes", "truee", "tru", "false", "0"}) {
    EXPECT_FALSE(SelectSession(Globals{}, WorldWith(Variables{{"CHUTES_ALLOW_MISSING", value}}).platform)
                     .value.allow_missing())
        << value;
  }
}

TEST(AbsolutePath, StartsAtHomeOrAtTheWorkingFolder) {
  const WorldWith env(Variables{{"HOME", "/home/a"}});
  EXPECT_EQ(AbsolutePath("x", "/a/../b", env.platform).value, "/a/../b");
  EXPECT_EQ(AbsolutePath("x", "~/c.ini", env.platform).value, "/home/a/c.ini");
  EXPECT_EQ(AbsolutePath("x", "~", env.platform).value, "/home/a");
  EXPECT_EQ(AbsolutePath("x", "./././c.ini", env.platform).value, "/project/c.ini");
  EXPECT_EQ(AbsolutePath("x", "c.ini", WorldWith(Variables{}, "/").platform).value, "/c.ini");
}

TEST(AbsolutePath, RefusesWhatItCannotResolve) {
  EXPECT_TRUE(AbsolutePath("x", "", WorldWith(Variables{}).platform).error);
  EXPECT_TRUE(AbsolutePath("x", "~/c", WorldWith(Variables{}).platform).error);
  EXPECT_TRUE(AbsolutePath("x", "~bob/c", WorldWith(Variables{{"HOME", "/h"}}).platform).error);
  EXPECT_TRUE(AbsolutePath("x", "c", WorldWith(Variables{}, "").platform).error);
  EXPECT_TRUE(AbsolutePath("x", "/\xff", WorldWith(Variables{}).platform).error);
}

TEST(BlankArgument, FindsSecretsInEveryFormAndNothingElse) {
  const auto blanked = [](std::vector<std::string> words) {
    FakePlatform platform;
    EXPECT_EQ(platform.Run(std::move(words)), 2);
    return platform.blanked;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(blanked({"secrets", "crate", "--value", "v1"}), (Words{"secrets", "crate", "--value", "xx"}));
  EXPECT_EQ(blanked({"--value=v", "--token=t", "--token", "u"}),
            (Words{"--value=x", "--token=x", "--token", "x"}));
  EXPECT_EQ(blanked({"--value-stdin", "--token-stdin", "v", "--value"}),
            (Words{"--value-stdin", "--token-stdin", "v", "--value"}));
}

TEST(ShellWord, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(ShellWord("my-key_1.0"), "my-key_1.0");
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("a b$(x)"), "'a b$(x)'");
  EXPECT_EQ(ShellWord("it's"), R"('it'\''s')");
}

}  // namespace
}  // namespace chutes::commands
