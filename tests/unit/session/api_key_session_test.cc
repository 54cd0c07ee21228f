#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/unit/model/sample_api_key.h"
#include "tests/unit/session/store_fixture.h"

namespace chutesd::session {
namespace {

using config::WriteText;
using model::kOtherApiKey;
using model::SampleApiKey;

constexpr std::string_view kEmptyAuth = "[api]\nbase_url = https://file.example\n\n[auth]\n# API key\n";

// Alice's, as the user of the sample key.
std::string ConfigOfTheKeysUser() {
  std::string text = config::SampleConfig();
  const std::string written = "user_id = ";
  const std::size_t at = text.find(written) + written.size();
  return text.replace(at, SampleApiKey()->user_id().size(), SampleApiKey()->user_id());
}

class ApiKeySession : public StoreFixture {
 protected:
  static Selector WithKey(const std::string& path = "",
                          std::shared_ptr<const model::ApiKeyText> key = SampleApiKey()) {
    Selector selector = At(path);
    selector.api_key = std::move(key);
    selector.api_key_origin = Origin::kEnvironment;
    return selector;
  }
};

TEST_F(ApiKeySession, UsesTheKeyWhereTheFileHasNoAccount) {
  WriteText(path_, kEmptyAuth);
  const auto session = Get(WithKey());
  EXPECT_EQ(session->hotkey, nullptr);
  ASSERT_NE(session->api_key, nullptr);
  EXPECT_EQ(session->api_key->Reveal(), model::kSampleApiKey);
  EXPECT_EQ(session->api_key_id, "0123abcd-4567-89ef-0123-456789abcdef");
  EXPECT_EQ(session->user_id, "44b99a8e-6839-5638-90a9-a4a14874a2fc");
  EXPECT_EQ(session->api_key_origin, Origin::kEnvironment);
  EXPECT_EQ(session->api_url, "https://file.example");
  EXPECT_EQ(session->base_url, "https://file.example");
}

TEST_F(ApiKeySession, NeedsNoFileIfNoneWasNamed) {
  std::filesystem::remove(path_);
  const auto session = Get(WithKey());
  ASSERT_NE(session->api_key, nullptr);
  EXPECT_EQ(session->api_url, "https://api.chutes.ai");
  // Nor if the client says which file is its default.
  Selector by_default = WithKey(folder_ / "none.ini");
  by_default.config_path_origin = Origin::kDefault;
  EXPECT_NE(Get(by_default)->api_key, nullptr);
}

// A key of another user than alice's.
TEST_F(ApiKeySession, AVariableThatIsOfAnotherUserThanTheFileIsRefused) {
  const Failure failure = Ask(WithKey("", SampleApiKey(kOtherApiKey))).failure();
  EXPECT_EQ(failure.reason, Reason::kApiKeyRefused);
  EXPECT_EQ(failure.facts.at(fact::kPath), path_);
}

TEST_F(ApiKeySession, AKeyFromStandardInputIsUsedInPlaceOfTheFilesAccount) {
  Selector given = WithKey("", SampleApiKey(kOtherApiKey));
  given.api_key_origin = Origin::kStdin;
  const auto session = Get(given);
  EXPECT_EQ(session->hotkey, nullptr);
  ASSERT_NE(session->api_key, nullptr);
  EXPECT_EQ(session->user_id, session->api_key->user_id());
  EXPECT_EQ(session->username, "");
  EXPECT_EQ(session->payment_address, "");
  Get();
  EXPECT_EQ(Get(given), session);
  EXPECT_NE(Get()->hotkey, nullptr);
}

TEST_F(ApiKeySession, WhatIsNoKeyMattersOnlyWhereItWouldBeUsed) {
  Selector selector = At("");
  selector.api_key_origin = Origin::kEnvironment;
  selector.api_key_problem = model::ApiKeyText::Parse("your-key").status();
  EXPECT_NE(Get(selector)->hotkey, nullptr);
  WriteText(path_, kEmptyAuth);
  EXPECT_EQ(Refusal(selector), Reason::kApiKeyRefused);
  // Also beside a session of the same file that needs no key.
  Get(At("", /*allow_missing=*/true));
  selector.allow_missing = true;
  EXPECT_EQ(Refusal(selector), Reason::kApiKeyRefused);
}

TEST_F(ApiKeySession, AKeyInTheFileIsAnAccount) {
  WriteText(path_, std::string("[auth]\napi_key = ") + std::string(model::kSampleApiKey) + "\n");
  const auto session = Get();
  ASSERT_NE(session->api_key, nullptr);
  EXPECT_EQ(session->api_key->Reveal(), model::kSampleApiKey);
  EXPECT_EQ(session->api_key_origin, Origin::kFile);
  EXPECT_EQ(session->user_id, session->api_key->user_id());
  EXPECT_EQ(Get(), session);
  EXPECT_EQ(Get(WithKey())->api_key_origin, Origin::kEnvironment);
  WriteText(path_, "[auth]\napi_key = cpk_short\n");
  EXPECT_EQ(Refusal(), Reason::kConfigInvalid);
}

TEST_F(ApiKeySession, RefusesANamedFileThatIsNotThere) {
  EXPECT_EQ(Refusal(WithKey(folder_ / "prdo.ini")), Reason::kConfigMissing);
  WriteText(folder_ / "prod.ini", kEmptyAuth);
  EXPECT_NE(Get(WithKey(folder_ / "prod.ini"))->api_key, nullptr);
}

TEST_F(ApiKeySession, WithBothTheHotkeySignsAndTheKeyIsNotKept) {
  WriteText(path_, ConfigOfTheKeysUser());
  const std::weak_ptr<const model::ApiKeyText> key = [this] {
    const auto given = SampleApiKey();
    const auto session = Get(WithKey("", given));
    EXPECT_NE(session->hotkey, nullptr);
    EXPECT_EQ(session->api_key, nullptr);
    EXPECT_EQ(session->username, "alice");
    EXPECT_EQ(session->api_key_id, given->api_key_id());
    return std::weak_ptr<const model::ApiKeyText>(given);
  }();
  EXPECT_TRUE(key.expired());
}

TEST_F(ApiKeySession, DifferentKeysAreDifferentSessions) {
  WriteText(path_, kEmptyAuth);
  const auto one = Get(WithKey());
  const auto other = Get(WithKey("", SampleApiKey(kOtherApiKey)));
  EXPECT_EQ(one->api_key->Reveal(), model::kSampleApiKey);
  EXPECT_EQ(other->api_key->Reveal(), kOtherApiKey);
  EXPECT_EQ(Get(WithKey()), one);
  EXPECT_EQ(Get(WithKey("", SampleApiKey(kOtherApiKey))), other);
  EXPECT_EQ(store_.size(), 2U);
}

TEST_F(ApiKeySession, ARequestWithoutTheKeyDoesNotGetIt) {
  WriteText(path_, kEmptyAuth);
  Get(WithKey());
  EXPECT_EQ(Refusal(), Reason::kConfigInvalid);
  EXPECT_EQ(Get(At(path_, /*allow_missing=*/true))->api_key, nullptr);
}

TEST_F(ApiKeySession, TheKeyIsWipedWithTheLastOfItsHolders) {
  WriteText(path_, kEmptyAuth);
  const std::weak_ptr<const model::ApiKeyText> key = Get(WithKey())->api_key;
  EXPECT_FALSE(key.expired());
  EXPECT_TRUE(store_.Clear(WithKey()));
  EXPECT_TRUE(key.expired());
}

TEST_F(ApiKeySession, AnAccountThatIsWrittenToTheFileTakesOver) {
  WriteText(path_, kEmptyAuth);
  EXPECT_NE(Get(WithKey())->api_key, nullptr);
  WriteText(path_, ConfigOfTheKeysUser());
  EXPECT_NE(Get(WithKey())->hotkey, nullptr);
}

TEST_F(ApiKeySession, AMissingProfileIsCalledByItsName) {
  Selector selector = At(folder_ / "staging.ini");
  selector.config_path_origin = Origin::kProfile;
  const Status status = Ask(selector).status();
  const Failure failure = status.failure();
  EXPECT_EQ(failure.reason, Reason::kConfigMissing);
  EXPECT_NE(failure.message.find("no profile 'staging'"), std::string::npos) << failure.message;
  EXPECT_EQ(failure.facts.at(fact::kProfile), "staging");
  EXPECT_EQ(failure.facts.at(fact::kPath), folder_ / "staging.ini");
}

// A file may lose its account while the hotkey's sessions, which keep no API key, are held.
TEST_F(ApiKeySession, AnAccountThatIsTakenFromTheFileMakesRoomForTheKey) {
  WriteText(path_, ConfigOfTheKeysUser());
  EXPECT_NE(Get(WithKey())->hotkey, nullptr);
  WriteText(path_, kEmptyAuth);
  ASSERT_NE(Get(WithKey())->api_key, nullptr);
  EXPECT_EQ(Get(WithKey())->api_key->Reveal(), model::kSampleApiKey);
}

}  // namespace
}  // namespace chutesd::session
