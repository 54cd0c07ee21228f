#include "daemon/app/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "chutes/version.h"

namespace chutesd::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class OptionsTest : public testing::Test {
 protected:
  std::variant<Options, ExitWith> Parse(const std::vector<std::string>& arguments) {
    return ParseOptions(arguments, [this](const std::string& name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::nullopt : std::optional<std::string>(found->second);
    });
  }
  // What must be options.
  Options Accepted(const std::vector<std::string>& arguments) {
    const auto parsed = Parse(arguments);
    if (const auto* exit = std::get_if<ExitWith>(&parsed)) ADD_FAILURE() << exit->text;
    return std::holds_alternative<Options>(parsed) ? std::get<Options>(parsed) : Options();
  }
  // What must be a way out.
  ExitWith Exit(const std::vector<std::string>& arguments) {
    const auto parsed = Parse(arguments);
    if (const auto* exit = std::get_if<ExitWith>(&parsed)) return *exit;
    ADD_FAILURE() << "was accepted";
    return {};
  }

  std::map<std::string, std::string> environment_ = {{"HOME", "/home/alice"}};
};

TEST_F(OptionsTest, ParseOptions_HasDefaults) {
  const Options options = Accepted({});
  EXPECT_EQ(options.socket_path, "/home/alice/.chutes/run/chutesd.sock");
  EXPECT_EQ(options.warning, "");
  EXPECT_EQ(options.config_path, "");
  EXPECT_EQ(options.api_url, "");
  EXPECT_FALSE(options.allow_missing);
  EXPECT_EQ(options.ca_file, "");
  EXPECT_EQ(options.home, "/home/alice");
  EXPECT_EQ(options.log_level, LogLevel::kInfo);
}

TEST_F(OptionsTest, ParseOptions_ReadsTheEnvironment) {
  environment_["CHUTESD_SOCKET"] = "/tmp/s.sock";
  environment_["CHUTES_CONFIG_PATH"] = "/etc/env.ini";
  environment_["CHUTES_API_URL"] = "https://env.example";
  environment_["CHUTES_ALLOW_MISSING"] = "True";
  environment_["CHUTESD_LOG_LEVEL"] = "debug";
  const Options options = Accepted({});
  EXPECT_EQ(options.socket_path, "/tmp/s.sock");
  EXPECT_EQ(options.config_path, "/etc/env.ini");
  EXPECT_EQ(options.api_url, "https://env.example");
  EXPECT_TRUE(options.allow_missing);
  EXPECT_EQ(options.log_level, LogLevel::kDebug);
}

TEST_F(OptionsTest, ParseOptions_OptionsWinOverTheEnvironment) {
  environment_["CHUTESD_SOCKET"] = "/tmp/env.sock";
  environment_["CHUTES_CONFIG_PATH"] = "/etc/env.ini";
  environment_["CHUTES_API_URL"] = "https://env.example";
  environment_["CHUTESD_LOG_LEVEL"] = "debug";
  const Options options =
      Accepted({"--socket", "/tmp/option.sock", "--config-path=/etc/option.ini", "--api-url",
                "https://option.example", "--log-level", "error", "--ca-file", "/etc/ca.pem"});
  EXPECT_EQ(options.socket_path, "/tmp/option.sock");
  EXPECT_EQ(options.config_path, "/etc/option.ini");
  EXPECT_EQ(options.api_url, "https://option.example");
  EXPECT_EQ(options.log_level, LogLevel::kError);
  EXPECT_EQ(options.ca_file, "/etc/ca.pem");
}

TEST_F(OptionsTest, ParseOptions_OnlyTrueAllowsAMissingConfig) {
  for (const char* text : {"true", "TRUE", "True"}) {
    environment_["CHUTES_ALLOW_MISSING"] = text;
    EXPECT_TRUE(Accepted({}).allow_missing) << text;
  }
  for (const char* text : {"", "1", "yes", "false", "true "}) {
    environment_["CHUTES_ALLOW_MISSING"] = text;
    EXPECT_FALSE(Accepted({}).allow_missing) << text;
  }
}

TEST_F(OptionsTest, ParseOptions_MakesPathsAbsolute) {
  const std::string here = std::filesystem::current_path().string();
  const Options options =
      Accepted({"--socket", "run/../s.sock", "--config-path", "c.ini", "--ca-file", "./ca.pem"});
  EXPECT_EQ(options.socket_path, here + "/s.sock");
  EXPECT_EQ(options.config_path, here + "/c.ini");
  EXPECT_EQ(options.ca_file, here + "/ca.pem");
}

TEST_F(OptionsTest, ParseOptions_WithoutARuntimeFolderTheSocketIsAtHome) {
  environment_.erase("XDG_RUNTIME_DIR");
  EXPECT_EQ(Accepted({}).socket_path, "/home/alice/.chutes/run/chutesd.sock");
}

TEST_F(OptionsTest, ParseOptions_WithoutHomeTheSocketMustBeNamedAndEachRequestNamesItsFile) {
  environment_.erase("HOME");
  EXPECT_THAT(Exit({"--config-path", "/c.ini"}).text, HasSubstr("--socket"));
  EXPECT_EQ(Accepted({"--config-path", "/c.ini", "--socket", "/s"}).socket_path, "/s");
  EXPECT_EQ(Accepted({"--socket", "/s"}).config_path, "");
}

TEST_F(OptionsTest, ParseOptions_WarnsOfARuntimeFolderThatIsNotUsed) {
  environment_["XDG_RUNTIME_DIR"] = "/nonexistent";
  const Options options = Accepted({});
  EXPECT_EQ(options.socket_path, "/home/alice/.chutes/run/chutesd.sock");
  EXPECT_THAT(options.warning, HasSubstr("XDG_RUNTIME_DIR"));
}

TEST_F(OptionsTest, ParseOptions_MistakesExitWith2AndAHint) {
  const std::vector<std::vector<std::string>> mistakes = {
      {"--no-such-option"}, {"--socket"}, {"extra"}, {"--api-url"}, {"--socket", "/a", "--socket", "/b"}};
  for (const auto& arguments : mistakes) {
    const ExitWith exit = Exit(arguments);
    EXPECT_EQ(exit.status, 2) << arguments[0];
    EXPECT_THAT(exit.text, StartsWith("chutesd: "));
    EXPECT_THAT(exit.text, HasSubstr("chutesd --help"));
  }
}

TEST_F(OptionsTest, ParseOptions_RefusesLevelsAndPathsThatCannotBe) {
  EXPECT_EQ(Exit({"--log-level", "loud"}).status, 2);
  EXPECT_THAT(Exit({"--log-level", "loud"}).text, HasSubstr("loud"));
  environment_["CHUTESD_LOG_LEVEL"] = "loud";
  EXPECT_EQ(Exit({}).status, 2);
  EXPECT_EQ(Accepted({"--log-level", "warning"}).log_level, LogLevel::kWarning);
  environment_.erase("CHUTESD_LOG_LEVEL");
  EXPECT_EQ(Exit({"--socket", "/" + std::string(107, 'x')}).status, 2);
}

TEST_F(OptionsTest, ParseOptions_TakesWhatAStarterSays) {
  const Options options = Accepted({"--idle-exit", "900", "--ready-fd", "3", "--log-file", "/run/d.log"});
  EXPECT_EQ(options.idle_exit, std::chrono::seconds(900));
  EXPECT_EQ(options.ready_fd, 3);
  EXPECT_EQ(options.log_file, "/run/d.log");
  EXPECT_EQ(Accepted({}).idle_exit, std::chrono::seconds(0));
  EXPECT_EQ(Accepted({}).ready_fd, std::nullopt);
  environment_["CHUTESD_IDLE_EXIT"] = "7";
  EXPECT_EQ(Accepted({}).idle_exit, std::chrono::seconds(7));
  EXPECT_EQ(Accepted({"--idle-exit", "0"}).idle_exit, std::chrono::seconds(0));
}

TEST_F(OptionsTest, ParseOptions_RefusesTimesAndDescriptorsThatCannotBe) {
  for (const char* text : {"soon", "-1", "1.5", "99999999999", "5 "}) {
    EXPECT_THAT(Exit({"--idle-exit", text}).text, HasSubstr(std::string("'") + text + "'"));
  }
  for (const char* text : {"2", "x", "-3", "1000001"}) {
    EXPECT_THAT(Exit({"--ready-fd", text}).text, HasSubstr("--ready-fd"));
  }
  environment_["CHUTESD_IDLE_EXIT"] = "never";
  EXPECT_EQ(Exit({}).status, 2);
}

TEST_F(OptionsTest, ParseOptions_VersionNamesTheCommit) {
  const ExitWith exit = Exit({"--version"});
  EXPECT_EQ(exit.status, 0);
  EXPECT_EQ(exit.text,
            "chutesd " + std::string(chutes::kVersion) + " (" + std::string(chutes::kCommit) + ")\n");
}

TEST_F(OptionsTest, ParseOptions_HelpNamesEveryOptionAndAnExample) {
  const ExitWith exit = Exit({"--help"});
  EXPECT_EQ(exit.status, 0);
  for (const char* word : {"--socket", "--config-path", "--api-url", "--ca-file", "--log-level", "--version",
                           "Example", "CHUTESD_SOCKET", "CHUTES_CONFIG_PATH", "CHUTES_API_URL"}) {
    EXPECT_THAT(exit.text, HasSubstr(word));
  }
}

}  // namespace
}  // namespace chutesd::app
