#include "client/cli/selector.h"

#include <gtest/gtest.h>

#include <map>

#include "client/cli/secret_arguments.h"
#include "client/cli/usage.h"

namespace chutes::cli {
namespace {

using chutesd::v1::SessionSelector;

Env EnvWith(std::map<std::string, std::string> variables, std::string folder = "/project") {
  Env env;
  env.lookup = [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
  env.working_directory = [folder = std::move(folder)] { return folder; };
  return env;
}

Globals WithPath(const std::string& path) {
  Globals globals;
  globals.config_path = path;
  return globals;
}

TEST(SelectSession, IsEmptyWhenNothingIsSaid) {
  const auto selector = SelectSession(Globals{}, EnvWith({{"CHUTES_CONFIG_PATH", ""},
                                                          {"CHUTES_API_URL", ""},
                                                          {"CHUTES_ALLOW_MISSING", ""},
                                                          {"HOME", "/home/a"}}));
  ASSERT_FALSE(selector.error);
  EXPECT_EQ(selector.value.SerializeAsString(), "");
}

TEST(SelectSession, PrefersTheOptionAndSaysWhereEachValueCameFrom) {
  const Env env = EnvWith({{"CHUTES_CONFIG_PATH", "/env.ini"},
                           {"CHUTES_API_URL", "http://127.0.0.1:1"},
                           {"CHUTES_ALLOW_MISSING", "TrUe"},
                           {"HOME", "/home/a"}});
  const SessionSelector by_option = SelectSession(WithPath("prod.ini"), env).value;
  EXPECT_EQ(by_option.config_path(), "/project/prod.ini");
  EXPECT_EQ(by_option.config_path_origin(), chutesd::v1::ORIGIN_OPTION);
  EXPECT_EQ(by_option.api_url(), "http://127.0.0.1:1");
  EXPECT_EQ(by_option.api_url_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
  EXPECT_TRUE(by_option.allow_missing());
  EXPECT_EQ(by_option.allow_missing_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
  const SessionSelector by_environment = SelectSession(Globals{}, env).value;
  EXPECT_EQ(by_environment.config_path(), "/env.ini");
  EXPECT_EQ(by_environment.config_path_origin(), chutesd::v1::ORIGIN_ENVIRONMENT);
}

TEST(SelectSession, AllowsMissingForTrueAlone) {
  for (const std::string value : {"1", "yes", "truee", "tru", "false", "0"}) {
    EXPECT_FALSE(SelectSession(Globals{}, EnvWith({{"CHUTES_ALLOW_MISSING", value}})).value.allow_missing())
        << value;
  }
}

TEST(AbsolutePath, StartsAtHomeOrAtTheWorkingFolder) {
  const Env env = EnvWith({{"HOME", "/home/a"}});
  EXPECT_EQ(AbsolutePath("x", "/a/../b", env).value, "/a/../b");
  EXPECT_EQ(AbsolutePath("x", "~/c.ini", env).value, "/home/a/c.ini");
  EXPECT_EQ(AbsolutePath("x", "~", env).value, "/home/a");
  EXPECT_EQ(AbsolutePath("x", "./././c.ini", env).value, "/project/c.ini");
  EXPECT_EQ(AbsolutePath("x", "c.ini", EnvWith({}, "/")).value, "/c.ini");
}

TEST(AbsolutePath, RefusesWhatItCannotResolve) {
  EXPECT_TRUE(AbsolutePath("x", "", EnvWith({})).error);
  EXPECT_TRUE(AbsolutePath("x", "~/c", EnvWith({})).error);
  EXPECT_TRUE(AbsolutePath("x", "~bob/c", EnvWith({{"HOME", "/h"}})).error);
  EXPECT_TRUE(AbsolutePath("x", "c", EnvWith({}, "")).error);
  EXPECT_TRUE(AbsolutePath("x", "/\xff", EnvWith({})).error);
}

TEST(FindSecretArguments, FindsEveryFormAndNothingElse) {
  using Found = std::vector<SecretArgument>;
  EXPECT_EQ(FindSecretArguments({"secrets", "create", "--value", "v"}), (Found{{3, 0}}));
  EXPECT_EQ(FindSecretArguments({"--value=v", "--token=t", "--token", "u"}), (Found{{0, 8}, {1, 8}, {3, 0}}));
  EXPECT_EQ(FindSecretArguments({"--value-stdin", "--token-stdin", "v", "--value"}), Found{});
}

TEST(Nearest, FindsSlipsAndNotOtherWords) {
  const std::vector<std::string> known = {"list", "create", "get", "delete"};
  EXPECT_EQ(Nearest("craete", known), "create");
  EXPECT_EQ(Nearest("lst", known), "list");
  EXPECT_EQ(Nearest("delet", known), "delete");
  EXPECT_EQ(Nearest("rotate", known), std::nullopt);
  EXPECT_EQ(Nearest(std::string(1000, 'a'), known), std::nullopt);
}

TEST(ShellWord, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(ShellWord("my-key_1.0"), "my-key_1.0");
  EXPECT_EQ(ShellWord(""), "''");
  EXPECT_EQ(ShellWord("a b$(x)"), "'a b$(x)'");
  EXPECT_EQ(ShellWord("it's"), R"('it'\''s')");
}

}  // namespace
}  // namespace chutes::cli
