#include "client/cli/profile.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "client/cli/selector.h"

namespace chutes::cli {
namespace {

Env World(std::map<std::string, std::string> variables) {
  variables.emplace("HOME", "/home/a");
  Env env;
  env.lookup = [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
  env.working_directory = [] { return "/project"; };
  return env;
}

Globals Options(std::optional<std::string> config_path, std::optional<std::string> profile) {
  Globals globals;
  globals.config_path = std::move(config_path);
  globals.profile = std::move(profile);
  return globals;
}

TEST(Profile, IsAFileInTheFolderOfEnvironments) {
  EXPECT_EQ(ProfilePath("--profile", "prod", World({})).value, "/home/a/.chutes/environments/prod.ini");
  EXPECT_EQ(ProfilePath("--profile", "a.b_c-9", World({})).value, "/home/a/.chutes/environments/a.b_c-9.ini");
  EXPECT_TRUE(ProfilePath("--profile", "prod", World({{"HOME", "x"}})).value.empty());
}

TEST(Profile, NoNameLeadsOutOfTheFolder) {
  for (const std::string name : {"", ".", "..", "../config", "a/b", ".hidden", "-x", "a b", "a\n", "é"}) {
    const Checked<std::string> path = ProfilePath("--profile", name, World({}));
    ASSERT_TRUE(path.error) << name;
    EXPECT_NE(path.error->next.find("chutes profiles"), std::string::npos);
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
      World({{"CHUTES_CONFIG_PATH", choice.path_variable}, {"CHUTES_PROFILE", choice.profile_variable}}));
  ASSERT_FALSE(selector.error) << selector.error->message;
  EXPECT_EQ(selector.value.config_path(), choice.expected);
  EXPECT_EQ(selector.value.config_path_origin(), choice.origin);
}

constexpr char kProd[] = "/home/a/.chutes/environments/prod.ini";
INSTANTIATE_TEST_SUITE_P(
    Table, ConfigChoice,
    testing::Values(Choice{"PathOption", "/o.ini", {}, "/e.ini", "dev", "/o.ini", chutesd::v1::ORIGIN_OPTION},
                    Choice{"ProfileOption", {}, "prod", "/e.ini", "dev", kProd, chutesd::v1::ORIGIN_PROFILE},
                    Choice{
                        "PathVariable", {}, {}, "/e.ini", "prod", "/e.ini", chutesd::v1::ORIGIN_ENVIRONMENT},
                    Choice{"ProfileVariable", {}, {}, "", "prod", kProd, chutesd::v1::ORIGIN_PROFILE},
                    Choice{"Nothing", {}, {}, "", "", "", chutesd::v1::ORIGIN_UNSPECIFIED}),
    [](const auto& test) { return test.param.name; });

TEST(SelectSession, RefusesAProfileThatCannotBeOne) {
  EXPECT_TRUE(SelectSession(Options({}, "a/b"), World({})).error);
  const auto by_variable = SelectSession(Options({}, {}), World({{"CHUTES_PROFILE", "../x"}}));
  ASSERT_TRUE(by_variable.error);
  EXPECT_NE(by_variable.error->message.find("CHUTES_PROFILE"), std::string::npos);
}

}  // namespace
}  // namespace chutes::cli
