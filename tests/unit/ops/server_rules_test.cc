#include "daemon/ops/server_rules.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace chutesd::ops {
namespace {

// Verdicts of the server's own patterns.
nlohmann::json Vectors(const std::string& part) {
  std::ifstream file(std::string(CHUTES_TEST_DATA) + "/vectors/requests.json");
  nlohmann::json rows = nlohmann::json::parse(file).at(part);
  EXPECT_GE(rows.size(), 10U) << part;
  return rows;
}

TEST(ProblemOfUsername, AgreesWithTheServerButForAFinalNewline) {
  for (const auto& row : Vectors("usernames")) {
    const std::string username = row.at("username");
    const bool expected = row.at("server").get<bool>() && !username.ends_with('\n');
    EXPECT_EQ(!ProblemOfUsername(username).has_value(), expected) << username;
  }
}

TEST(ProblemOfApiKeyName, AgreesWithTheServer) {
  for (const auto& row : Vectors("api_key_names")) {
    const std::string name = row.at("name");
    EXPECT_EQ(!ProblemOfApiKeyName(name).has_value(), row.at("server").get<bool>()) << name;
  }
}

TEST(ProblemOfApiKeyName, RefusesBytesThatAreNotUtf8) {
  for (const std::string name : {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80"}) {
    EXPECT_EQ(ProblemOfApiKeyName(name), "is not UTF-8");
  }
}

TEST(ProblemOfApiKeyName, CountsCharactersAndNotBytes) {
  std::string name;
  for (int i = 0; i < 24; ++i) name += "\u65e5";
  EXPECT_FALSE(ProblemOfApiKeyName(name).has_value());
  EXPECT_TRUE(ProblemOfApiKeyName(name + "\u65e5").has_value());
}

TEST(IsBannedSecretKey, AgreesWithTheServer) {
  for (const auto& row : Vectors("secret_keys_s2")) {
    const std::string key = row.at("key");
    EXPECT_EQ(IsBannedSecretKey(key), row.at("s2_banned").get<bool>()) << key;
  }
}

TEST(ProblemOfSecretKey, WantsTheNameOfAnEnvironmentVariable) {
  for (const std::string good : {"HF_TOKEN", "_x", "a1"}) EXPECT_FALSE(ProblemOfSecretKey(good)) << good;
  for (const std::string bad : {"", "1A", "A=B", "A B", "A\n", "\u00c4"})
    EXPECT_TRUE(ProblemOfSecretKey(bad)) << bad;
  EXPECT_FALSE(ProblemOfSecretKey(std::string(256, 'A')));
  EXPECT_TRUE(ProblemOfSecretKey(std::string(257, 'A')));
}

TEST(ProblemOfSecretValue, WantsTextThatAnEnvironmentCanHold) {
  EXPECT_FALSE(ProblemOfSecretValue("a\nb=\u00e9"));
  EXPECT_TRUE(ProblemOfSecretValue(""));
  EXPECT_TRUE(ProblemOfSecretValue(std::string_view("a\0b", 3)));
  EXPECT_TRUE(ProblemOfSecretValue("\xff"));
  EXPECT_FALSE(ProblemOfSecretValue(std::string(32 * 1024, 'x')));
  EXPECT_TRUE(ProblemOfSecretValue(std::string(32 * 1024 + 1, 'x')));
}

TEST(IsUuid, TakesEitherCaseAndNothingElse) {
  EXPECT_TRUE(IsUuid("7def4e5a-9780-4200-b826-f5cb17df1c0d"));
  EXPECT_TRUE(IsUuid("7DEF4E5A-9780-4200-B826-F5CB17DF1C0D"));
  for (const std::string bad :
       {"", "7def4e5a97804200b826f5cb17df1c0d", "7def4e5a-9780-4200-b826-f5cb17df1c0g",
        "7def4e5a-9780-4200-b826-f5cb17df1c0d ", "7def4e5a_9780-4200-b826-f5cb17df1c0d"}) {
    EXPECT_FALSE(IsUuid(bad)) << bad;
  }
}

}  // namespace
}  // namespace chutesd::ops
