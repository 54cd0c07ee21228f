#include "daemon/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "daemon/base/failure.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/sample_account.h"

namespace chutesd::config {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kPath[] = "/home/u/.chutes/config.ini";

Result<Config> Parsed(std::string_view text, bool allow_missing = false) {
  return ParseConfig(SecretString(text), kPath, allow_missing);
}

std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(ParseConfig, ReadsTheOfficialFile) {
  const Result<Config> config = Parsed(SampleConfig());
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->base_url, "https://api.chutes.ai");
  EXPECT_EQ(config->username, "alice");
  EXPECT_EQ(config->user_id, "5682c3e0-3635-58f7-b7f5-694962450dfc");
  EXPECT_EQ(config->hotkey_name, "ci");
  EXPECT_EQ(config->hotkey_ss58_address, kAddress);
  EXPECT_EQ(config->payment_address, kAliceAddress);
  ASSERT_NE(config->hotkey, nullptr);
  EXPECT_EQ(config->hotkey->ss58_address(), kAddress);
}

TEST(ParseConfig, TakesEverySpellingOfTheSeed) {
  for (const std::string& seed :
       {"0x" + std::string(kSeed), "0X" + std::string(kSeed),
        std::string("DA3CF5B1E9144931A0F0DB65664AAB662673B099415A7F8121B7245FB0BE4143"),
        std::string(kPrivateKey), "0x" + std::string(kPrivateKey)}) {
    const Result<Config> config = Parsed(ConfigText("alice", seed, kAddress));
    ASSERT_TRUE(config.ok()) << config.status();
    EXPECT_EQ(config->hotkey->ss58_address(), kAddress);
  }
}

TEST(ParseConfig, BaseUrlAndPaymentAreOptional) {
  const Result<Config> config =
      Parsed(Replaced(Replaced(SampleConfig(), "base_url = https://api.chutes.ai", ""),
                      "[payment]\naddress = " + std::string(kAliceAddress), ""));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->base_url.has_value());
  EXPECT_EQ(config->payment_address, "");
}

struct RefusalCase {
  const char* name;
  std::string text;
  std::string message;
};

class ConfigRefusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(ConfigRefusal, NamesFileLineAndKeyButNeverTheSeed) {
  const Result<Config> config = Parsed(GetParam().text);
  ASSERT_FALSE(config.ok());
  const Failure failure = config.failure();
  EXPECT_EQ(failure.reason, Reason::kConfigInvalid);
  EXPECT_THAT(failure.message, HasSubstr(std::string(kPath)));
  EXPECT_THAT(failure.message, HasSubstr(GetParam().message));
  EXPECT_EQ(failure.facts.at(fact::kPath), kPath);
  // Facts say the same as the message.
  std::string place = failure.facts.contains(fact::kLine) ? ":" + failure.facts.at(fact::kLine) + ":" : ":";
  if (failure.facts.contains(fact::kSection)) place += " [" + failure.facts.at(fact::kSection) + "]";
  if (failure.facts.contains(fact::kKey)) place += " " + failure.facts.at(fact::kKey);
  EXPECT_THAT(failure.message, testing::StartsWith(std::string(kPath) + place));
  ExpectNoCliCommand(failure);
  for (std::size_t at = 0; at + 6 <= kSeed.size(); ++at) {
    EXPECT_THAT(failure.message + failure.next_step, Not(HasSubstr(std::string(kSeed.substr(at, 6)))));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ConfigRefusal,
    testing::Values(
        RefusalCase{"Empty", "", ": [auth]: hotkey_seed, hotkey_ss58address are missing or empty"},
        RefusalCase{"OneKeyMissing", Replaced(SampleConfig(), "hotkey_ss58address", "hotkey_address"),
                    ":4: [auth]: hotkey_ss58address is missing or empty"},
        RefusalCase{"KeyThatIsNone", "[auth]\napi_key = sk-1234\n",
                    ":2: [auth] api_key: the API key does not begin with cpk_"},
        RefusalCase{"ShortSeed", ConfigText("alice", kSeed.substr(0, 62), kAddress),
                    ":7: [auth] hotkey_seed: the seed"},
        RefusalCase{"SeedIsNotHex", ConfigText("alice", "zz" + std::string(kSeed.substr(2)), kAddress),
                    ":7: [auth] hotkey_seed: the seed"},
        RefusalCase{"SeedOfAnotherHotkey", ConfigText("alice", kSeed, kAliceAddress),
                    ":9: [auth] hotkey_ss58address: hotkey_seed does not belong to this address; it makes " +
                        std::string(kAddress)},
        RefusalCase{"AddressIsNoAddress", ConfigText("alice", kSeed, "5xxxxx"),
                    ":9: [auth] hotkey_ss58address: hotkey_seed does not belong to this address"},
        RefusalCase{"ContinuedValue", Replaced(SampleConfig(), "user_id", "  user_id"),
                    ":5: [auth] username: the value runs over several lines"},
        RefusalCase{"ControlCharacter", Replaced(SampleConfig(), "alice", "al\x1bice"),
                    ":5: [auth] username: the value has a control character"},
        RefusalCase{"BarePercent", Replaced(SampleConfig(), "= ci", "= 5%"),
                    ":8: [auth] hotkey_name: the value has a `%`"},
        RefusalCase{"BadUrl", Replaced(SampleConfig(), "https://api", "http://api"),
                    ":2: [api] base_url: the API URL may be http:// only for"}),
    [](const auto& test) { return test.param.name; });

TEST(ParseConfig, WithoutAccountIsFineIfAllowed) {
  for (const char* text :
       {"", "[api]\nbase_url = http://localhost:9/\n[auth]\n# Use API key authentication\n",
        "[auth]\nusername =\nhotkey_seed =\n"}) {
    const Result<Config> config = Parsed(text, /*allow_missing=*/true);
    ASSERT_TRUE(config.ok()) << config.status();
    EXPECT_EQ(config->hotkey, nullptr);
    EXPECT_FALSE(Parsed(text).ok());
  }
}

TEST(ParseConfig, HalfAnAccountIsRefusedEvenIfNoneIsAllowed) {
  const Result<Config> config = Parsed("[auth]\nusername = alice\n", /*allow_missing=*/true);
  EXPECT_THAT(std::string(config.status().message()),
              HasSubstr("hotkey_seed, hotkey_ss58address are missing or empty"));
}

// Files of older tools have no more than that.
TEST(ParseConfig, ASeedWithItsAddressIsAnAccount) {
  const Result<Config> config =
      Parsed(fmt::format("[auth]\nhotkey_seed = {}\nhotkey_ss58address = {}\n", kSeed, kAddress));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_NE(config->hotkey, nullptr);
  EXPECT_EQ(config->username + config->user_id + config->hotkey_name, "");
}

NewAccount SampleAccount() {
  return {.base_url = "https://api.chutes.ai",
          .username = "alice",
          .user_id = "5682c3e0-3635-58f7-b7f5-694962450dfc",
          .secret_hex = SecretString(kSeed),
          .hotkey_name = "ci",
          .hotkey_ss58_address = std::string(kAddress),
          .payment_address = std::string(kAliceAddress)};
}

TEST(RenderConfig, WritesWhatTheOfficialToolWrites) {
  const Result<SecretString> text = UpdateConfig(SecretString(), "new.ini", SampleAccount());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->Reveal(), SampleConfig());
}

TEST(RenderConfig, EscapesPercent) {
  NewAccount account = SampleAccount();
  account.hotkey_name = "5%";
  const Result<SecretString> text = UpdateConfig(SecretString(), "new.ini", account);
  ASSERT_TRUE(text.ok());
  EXPECT_THAT(std::string(text->Reveal()), HasSubstr("hotkey_name = 5%%\n"));
  EXPECT_EQ(Parsed(text->Reveal())->hotkey_name, "5%");
}

TEST(RenderConfig, RefusesWhatAFileCannotHold) {
  NewAccount account = SampleAccount();
  account.hotkey_name = "a\nb";
  EXPECT_EQ(UpdateConfig(SecretString(), "new.ini", account).status().reason(), Reason::kInvalidArgument);
}

TEST(UpdateConfig, KeepsCommentsAndUnknownKeys) {
  const std::string before = "# my notes\n" + Replaced(AliceConfig(), "[auth]\n", "[auth]\ncolor = red\n");
  const Result<SecretString> text = UpdateConfig(SecretString(before), kPath, SampleAccount());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->Reveal(), "# my notes\n" + Replaced(SampleConfig(), "[auth]\n", "[auth]\ncolor = red\n"));
}

}  // namespace
}  // namespace chutesd::config
