#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "chutes/version.h"
#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/keys.pb.h"
#include "chutesd/v1/secrets.pb.h"
#include "chutesd/v1/session.pb.h"
#include "tests/component/answers_fixture.h"
#include "tests/component/replies.h"
#include "tests/unit/config/sample_account.h"

// Every method when all goes well: what the client gets, field by field, and what the API was asked.
namespace chutesd::component {
namespace {

using testing::HasSubstr;

TEST_F(AnswersTest, GetSession_TellsWhatIsInForceAndWhoAnswers) {
  v1::GetSessionRequest request;
  v1::GetSessionResponse response;
  Call("SessionService/GetSession", request, response);
  const v1::Session& session = response.session();
  EXPECT_EQ(session.config_path(), rig_.config_path());
  EXPECT_EQ(session.config_path_origin(), v1::ORIGIN_DEFAULT);
  EXPECT_EQ(session.api_url(), "https://api.chutes.ai");
  EXPECT_EQ(session.api_url_origin(), v1::ORIGIN_FILE);
  EXPECT_EQ(session.username(), "alice");
  EXPECT_EQ(session.user_id(), kUserId);
  EXPECT_EQ(session.hotkey_name(), "ci");
  EXPECT_EQ(session.hotkey_ss58_address(), config::kAddress);
  EXPECT_EQ(session.payment_address(), config::kAliceAddress);
  EXPECT_TRUE(session.can_sign());
  EXPECT_GT(session.load_time().seconds(), 1'700'000'000);
  EXPECT_EQ(session.warnings_size(), 0);
  EXPECT_FALSE(session.allow_missing());
  EXPECT_EQ(response.daemon().version(), chutes::kVersion);
  EXPECT_EQ(response.daemon().commit(), chutes::kCommit);
  EXPECT_EQ(response.daemon().pid(), getpid());
  EXPECT_EQ(response.daemon().start_time().seconds(), 1'700'000'000);
  EXPECT_EQ(response.daemon().socket_path(), rig_.socket_path());
  EXPECT_EQ(response.daemon().session_count(), 1);
}

TEST_F(AnswersTest, GetSession_HonoursWhatTheRequestSelects) {
  const std::string other = rig_.home() + "/.chutes/bob.ini";
  config::WriteText(other, config::AliceConfig());
  v1::GetSessionRequest request;
  request.mutable_session()->set_config_path(other);
  request.mutable_session()->set_config_path_origin(v1::ORIGIN_OPTION);
  request.mutable_session()->set_api_url("https://API.example:443/v/");
  request.mutable_session()->set_api_url_origin(v1::ORIGIN_ENVIRONMENT);
  request.mutable_session()->set_allow_missing(true);
  request.mutable_session()->set_allow_missing_origin(v1::ORIGIN_ENVIRONMENT);
  v1::GetSessionResponse response;
  Call("SessionService/GetSession", request, response);
  EXPECT_EQ(response.session().config_path(), other);
  EXPECT_EQ(response.session().config_path_origin(), v1::ORIGIN_OPTION);
  EXPECT_EQ(response.session().username(), "bob");
  EXPECT_EQ(response.session().api_url(), "https://api.example/v");
  EXPECT_EQ(response.session().api_url_origin(), v1::ORIGIN_ENVIRONMENT);
  EXPECT_TRUE(response.session().allow_missing());
  EXPECT_EQ(response.session().allow_missing_origin(), v1::ORIGIN_ENVIRONMENT);
}

TEST_F(AnswersTest, LoadSession_ReadsTheFileAndClearSessionDropsIt) {
  v1::LoadSessionRequest load;
  v1::LoadSessionResponse loaded;
  Call("SessionService/LoadSession", load, loaded);
  EXPECT_EQ(loaded.session().username(), "alice");
  EXPECT_TRUE(loaded.session().can_sign());
  v1::ClearSessionRequest clear;
  v1::ClearSessionResponse cleared;
  Call("SessionService/ClearSession", clear, cleared);
  EXPECT_TRUE(cleared.cleared());
  v1::ClearSessionResponse again;
  Call("SessionService/ClearSession", clear, again);
  EXPECT_FALSE(again.cleared());
}

TEST_F(AnswersTest, GetAccount_ReturnsTheAccountAndSignsTheRequest) {
  rig_.http.Reply(200, UserJson(config::kAddress));
  v1::GetAccountRequest request;
  v1::GetAccountResponse response;
  Call("AccountService/GetAccount", request, response);
  const v1::Account& account = response.account();
  EXPECT_EQ(account.username(), "alice");
  EXPECT_EQ(account.user_id(), kUserId);
  EXPECT_EQ(account.hotkey(), config::kAddress);
  EXPECT_EQ(account.coldkey(), "5Cold");
  EXPECT_EQ(account.payment_address(), "5Pay");
  EXPECT_EQ(account.balance(), 12.5);
  EXPECT_EQ(account.create_time().seconds(), 1'759'580'686);
  EXPECT_EQ(Asked(0), "GET https://api.chutes.ai/users/me");
  const auto headers = rig_.http.seen()[0].headers;
  EXPECT_THAT(headers, testing::Contains(testing::Pair("X-Chutes-UserID", kUserId)));
  EXPECT_THAT(headers, testing::Contains(testing::Pair("X-Chutes-Hotkey", config::kAddress)));
  EXPECT_THAT(headers, testing::Contains(testing::Pair("X-Chutes-Signature", testing::SizeIs(128))));
}

TEST_F(AnswersTest, RegisterAccount_HandsOutTheFingerprintAndWritesTheConfig) {
  const std::string wallet = rig_.home() + "/.bittensor/wallets/w";
  std::filesystem::create_directories(wallet + "/hotkeys");
  config::WriteText(wallet + "/hotkeys/h", fmt::format(R"({{"secretSeed":"0x{}","ss58Address":"{}"}})",
                                                       config::kAliceSeed, config::kAliceAddress));
  config::WriteText(wallet + "/coldkeypub.txt", fmt::format(R"({{"ss58Address":"{}"}})", config::kAddress));
  rig_.http.Reply(
      401, fmt::format(R"({{"detail":"Could not find user with hotkey: {}"}})", config::kAliceAddress));
  rig_.http.Reply(200,
                  UserJson(config::kAliceAddress, R"("fingerprint":"AbCdEfGhIjKlMnOpQrStUvWxYz012345")"));
  v1::RegisterAccountRequest request;
  request.mutable_session()->set_config_path(rig_.home() + "/new/config.ini");
  request.mutable_session()->set_api_url("https://api.example");
  request.set_username("alice");
  request.set_wallet("w");
  request.set_hotkey("h");
  request.set_registration_token("7def4e5a-9780-4200-b826-f5cb17df1c0d");
  v1::RegisterAccountResponse response;
  Call("AccountService/RegisterAccount", request, response);
  EXPECT_EQ(response.account().username(), "alice");
  EXPECT_EQ(response.account().hotkey(), config::kAliceAddress);
  EXPECT_FALSE(response.account().has_balance());
  EXPECT_EQ(response.fingerprint(), "AbCdEfGhIjKlMnOpQrStUvWxYz012345");
  EXPECT_EQ(response.config_path(), rig_.home() + "/new/config.ini");
  EXPECT_EQ(response.config_error(), "");
  EXPECT_EQ(response.backup_path(), "");
  EXPECT_EQ(config::ModeOf(response.config_path()), 0600U);
  EXPECT_EQ(Asked(0), "GET https://api.example/users/me");
  EXPECT_EQ(Asked(1), "POST https://api.example/users/register?token=7def4e5a-9780-4200-b826-f5cb17df1c0d");
  EXPECT_EQ(rig_.http.seen()[1].body,
            fmt::format(R"({{"username": "alice", "coldkey": "{}"}})", config::kAddress));
  // The new account can be used at once.
  v1::GetSessionRequest get;
  *get.mutable_session() = request.session();
  v1::GetSessionResponse session;
  Call("SessionService/GetSession", get, session);
  EXPECT_EQ(session.session().hotkey_ss58_address(), config::kAliceAddress);
}

TEST_F(AnswersTest, ListKeys_ReturnsPagesInOrder) {
  const std::string scoped = R"([{"object_type":"chutes","object_id":"my-chute"}])";
  const std::string page = PageJson(2, {KeyJson(kOtherKeyId, "dev", scoped), KeyJson(kKeyId, "admin")});
  rig_.http.Reply(200, page);
  rig_.http.Reply(200, page);
  v1::ListKeysRequest request;
  request.set_page_size(1);
  v1::ListKeysResponse first;
  Call("KeysService/ListKeys", request, first);
  ASSERT_EQ(first.keys_size(), 1);
  EXPECT_EQ(first.keys(0).api_key_id(), kKeyId);
  EXPECT_EQ(first.keys(0).name(), "admin");
  EXPECT_TRUE(first.keys(0).admin());
  EXPECT_EQ(first.keys(0).create_time().seconds(), 1'759'580'686);
  EXPECT_EQ(first.keys(0).create_time().nanos(), 123'456'000);
  EXPECT_FALSE(first.keys(0).has_last_used_time());
  EXPECT_EQ(first.total_size(), 2);
  request.set_page_token(first.next_page_token());
  v1::ListKeysResponse second;
  Call("KeysService/ListKeys", request, second);
  ASSERT_EQ(second.keys_size(), 1);
  EXPECT_EQ(second.keys(0).api_key_id(), kOtherKeyId);
  EXPECT_FALSE(second.keys(0).admin());
  ASSERT_EQ(second.keys(0).scopes_size(), 1);
  EXPECT_EQ(second.keys(0).scopes(0).object_type(), v1::OBJECT_TYPE_CHUTES);
  EXPECT_EQ(second.keys(0).scopes(0).object_id(), "my-chute");
  EXPECT_EQ(second.keys(0).scopes(0).action(), v1::ACTION_UNSPECIFIED);
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(Asked(0), "GET https://api.chutes.ai/api_keys/?limit=1000&page=0");
}

TEST_F(AnswersTest, GetKey_FindsAnIdAndAName) {
  rig_.http.Reply(200, KeyJson(kKeyId, "ci"));
  v1::GetKeyRequest request;
  request.set_key(kKeyId);
  v1::GetKeyResponse response;
  Call("KeysService/GetKey", request, response);
  EXPECT_EQ(response.key().name(), "ci");
  EXPECT_EQ(Asked(0), fmt::format("GET https://api.chutes.ai/api_keys/{}", kKeyId));
  rig_.http.Reply(200, PageJson(1, {KeyJson(kKeyId, "ci")}));
  request.set_key("ci");
  v1::GetKeyResponse by_name;
  Call("KeysService/GetKey", request, by_name);
  EXPECT_EQ(by_name.key().api_key_id(), kKeyId);
}

TEST_F(AnswersTest, CreateKey_HandsOutTheSecret) {
  rig_.http.Reply(200, CreatedKeyJson(kKeyId, "ci", "cpk_0123456789"));
  v1::CreateKeyRequest request;
  request.set_name("ci");
  v1::Scope& scope = *request.add_scopes();
  scope.set_object_type(v1::OBJECT_TYPE_CHUTES);
  scope.set_object_id("44b99a8e-6839-5638-90a9-a4a14874a2fc");
  scope.set_action(v1::ACTION_INVOKE);
  v1::CreateKeyResponse response;
  Call("KeysService/CreateKey", request, response);
  EXPECT_EQ(response.secret_key(), "cpk_0123456789");
  EXPECT_EQ(response.key().api_key_id(), kKeyId);
  EXPECT_EQ(response.key().name(), "ci");
  EXPECT_EQ(Asked(0), "POST https://api.chutes.ai/api_keys/");
  EXPECT_EQ(
      rig_.http.seen()[0].body,
      R"({"name":"ci","admin":false,)"
      R"("scopes":[{"object_type":"chutes","object_id":"44b99a8e-6839-5638-90a9-a4a14874a2fc","action":"invoke"}]})");
}

TEST_F(AnswersTest, DeleteKey_ByNameSaysWhichIdIsGone) {
  rig_.http.Reply(200, PageJson(2, {KeyJson(kOtherKeyId, "dev"), KeyJson(kKeyId, "ci")}));
  rig_.http.Reply(200, fmt::format(R"({{"api_key_id":"{}","deleted":true}})", kKeyId));
  v1::DeleteKeyRequest request;
  request.set_key("ci");
  v1::DeleteKeyResponse response;
  Call("KeysService/DeleteKey", request, response);
  EXPECT_EQ(response.api_key_id(), kKeyId);
  EXPECT_EQ(Asked(1), fmt::format("DELETE https://api.chutes.ai/api_keys/{}", kKeyId));
}

TEST_F(AnswersTest, ListSecrets_ReturnsWhatTheApiLists) {
  rig_.http.Reply(200, PageJson(1, {SecretJson()}));
  v1::ListSecretsRequest request;
  v1::ListSecretsResponse response;
  Call("SecretsService/ListSecrets", request, response);
  ASSERT_EQ(response.secrets_size(), 1);
  EXPECT_EQ(response.secrets(0).secret_id(), kSecretId);
  EXPECT_EQ(response.secrets(0).purpose(), kChuteId);
  EXPECT_EQ(response.secrets(0).key(), "HF_TOKEN");
  EXPECT_EQ(response.secrets(0).create_time().seconds(), 1'759'580'686);
  EXPECT_EQ(response.total_size(), 1);
  EXPECT_EQ(response.next_page_token(), "");
  EXPECT_THAT(Asked(0), HasSubstr("GET https://api.chutes.ai/secrets/?limit=25&page=0"));
}

TEST_F(AnswersTest, GetSecret_ReturnsOne) {
  rig_.http.Reply(200, SecretJson());
  v1::GetSecretRequest request;
  request.set_secret_id(kSecretId);
  v1::GetSecretResponse response;
  Call("SecretsService/GetSecret", request, response);
  EXPECT_EQ(response.secret().secret_id(), kSecretId);
  EXPECT_EQ(response.secret().key(), "HF_TOKEN");
}

TEST_F(AnswersTest, CreateSecret_TurnsTheChutesNameIntoItsId) {
  rig_.http.Reply(
      200, PageJson(1, {fmt::format(R"({{"chute_id":"{}","name":"my-chute","user":{{"user_id":"{}"}}}})",
                                    kChuteId, kUserId)}));
  rig_.http.Reply(200, SecretJson());
  v1::CreateSecretRequest request;
  request.set_purpose("my-chute");
  request.set_key("HF_TOKEN");
  request.set_value("hf_0123456789");
  v1::CreateSecretResponse response;
  Call("SecretsService/CreateSecret", request, response);
  EXPECT_EQ(response.secret().secret_id(), kSecretId);
  EXPECT_EQ(response.secret().purpose(), kChuteId);
  EXPECT_EQ(Asked(1), "POST https://api.chutes.ai/secrets/");
  EXPECT_EQ(rig_.http.seen()[1].body,
            fmt::format(R"({{"purpose":"{}","key":"HF_TOKEN","value":"hf_0123456789"}})", kChuteId));
}

TEST_F(AnswersTest, DeleteSecret_SaysWhichIsGone) {
  rig_.http.Reply(200, fmt::format(R"({{"secret_id":"{}","deleted":true}})", kSecretId));
  v1::DeleteSecretRequest request;
  request.set_secret_id(kSecretId);
  v1::DeleteSecretResponse response;
  Call("SecretsService/DeleteSecret", request, response);
  EXPECT_EQ(response.secret_id(), kSecretId);
  EXPECT_EQ(Asked(0), fmt::format("DELETE https://api.chutes.ai/secrets/{}", kSecretId));
}

}  // namespace
}  // namespace chutesd::component
