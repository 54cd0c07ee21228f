#include <gtest/gtest.h>

#include <map>
#include <string>

#include "client/commands/options.h"
#include "tests/unit/client/fake_platform.h"

namespace chutes::commands {
namespace {

using Set = std::map<std::string, std::string>;

struct AtHome : FakePlatform {
  explicit AtHome(std::map<std::string, std::string> set) {
    variables = std::move(set);
    variables.emplace("HOME", "/home/a");
  }
};

Globals Options(std::optional<std::string> config_path, std::optional<std::string> profile) {
  Globals globals;
  globals.config_path = std::move(config_path);
  globals.profile = std::move(profile);
  return globals;
}

TEST(Profile, IsAFileInTheFolderOfEnvironments) {
  EXPECT_EQ(ProfilePath("--profile", "prod", AtHome(Set{}).platform).value,
            "/home/a/.chutes/environments/prod.ini");
  EXPECT_EQ(ProfilePath("--profile", "a.b_c-9", AtHome(Set{}).platform).value,
            "/home/a/.chutes/environments/a.b_c-9.ini");
  EXPECT_TRUE(ProfilePath("--profile", "prod", AtHome(Set{{"HOME", "x"}}).platform).value.empty());
}

TEST(Profile, NoNameLeadsOutOfTheFolder) {
  for (const std::string name : {"", ".", "..", "../config", "a/b", ".hidden", "-x", "a b", "a\n", "é"}) {
    const Checked<std::string> path = ProfilePath("--profile", name, AtHome(Set{}).platform);
    ASSERT_TRUE(path.error) << name;
    EXPECT_EQ(path.error->next.chutes, "profiles");
    EXPECT_TRUE(path.error->next.is_of_no_account);
  }
  EXPECT_FALSE(IsProfileName(std::string(65, 'a')));
  EXPECT_TRUE(IsProfileName(std::string(64, 'a')));
}

struct Choice {
  const char* name;
  std::optional<std::string> config_path;
  std::optional<std::string> profile;
  std::string path_variable;
  std::string profile_variable;
  std::string expected;
  chutesd::v1::Origin origin;
};

class ConfigChoice : public testing::TestWithParam<Choice> {};

TEST_P(ConfigChoice, OptionBeforeVariableAndPathBeforeProfile) {
  const Choice& choice = GetParam();
  const auto selector = SelectSession(
      Options(choice.config_path, choice.profile),
      AtHome(Set{{"CHUTES_CONFIG_PATH", choice.path_variable}, {"CHUTES_PROFILE", choice.profile_variable}})
          .platform);
  ASSERT_FALSE(selector.error) << selector.error->message;
  EXPECT_EQ(selector.value.config_path(), choice.expected);
  EXPECT_EQ(selector.value.config_path_origin(), choice.origin);
}

constexpr char kDefault[] = "/home/a/.chutes/config.ini";
constexpr char kProd[] = "/home/a/.chutes/environments/prod.ini";
INSTANTIATE_TEST_SUITE_P(
    Table, ConfigChoice,
    testing::Values(Choice{"PathOption", "/o.ini", {}, "/e.ini", "dev", "/o.ini", chutesd::v1::ORIGIN_OPTION},
                    Choice{"ProfileOption", {}, "prod", "/e.ini", "dev", kProd, chutesd::v1::ORIGIN_PROFILE},
                    Choice{
                        "PathVariable", {}, {}, "/e.ini", "prod", "/e.ini", chutesd::v1::ORIGIN_ENVIRONMENT},
                    Choice{"ProfileVariable", {}, {}, "", "prod", kProd, chutesd::v1::ORIGIN_PROFILE},
                    Choice{"DefaultProfile", {}, "default", "", "", kDefault, chutesd::v1::ORIGIN_DEFAULT},
                    Choice{"DefaultByVariable", {}, {}, "", "default", kDefault, chutesd::v1::ORIGIN_DEFAULT},
                    Choice{"EmptyOption", "", "prod", "", "", kProd, chutesd::v1::ORIGIN_PROFILE},
                    Choice{"Nothing", {}, {}, "", "", kDefault, chutesd::v1::ORIGIN_DEFAULT}),
    [](const auto& test) { return test.param.name; });

TEST(SelectSession, AProfileThatIsCalledDefaultIsAFileOfThatNameIfItIsThere) {
  AtHome world(Set{});
  world.folders["/home/a/.chutes/environments"] = std::vector<std::string>{"default.ini"};
  EXPECT_EQ(SelectSession(Options({}, "default"), world.platform).value.config_path(),
            "/home/a/.chutes/environments/default.ini");
}

TEST(SelectSession, RefusesAProfileThatCannotBeOne) {
  EXPECT_TRUE(SelectSession(Options({}, "a/b"), AtHome(Set{}).platform).error);
  const auto by_variable = SelectSession(Options({}, {}), AtHome(Set{{"CHUTES_PROFILE", "../x"}}).platform);
  ASSERT_TRUE(by_variable.error);
  EXPECT_NE(by_variable.error->message.find("CHUTES_PROFILE"), std::string::npos);
}

}  // namespace
}  // namespace chutes::commands
