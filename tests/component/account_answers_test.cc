#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/wallets.pb.h"
#include "tests/component/answers_fixture.h"
#include "tests/component/replies.h"
#include "tests/unit/config/sample_account.h"

// The methods that know wallets, over a real socket.
namespace chutesd::component {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kNotRegistered[] = R"({"detail":"Could not find user with hotkey: 5C"})";
constexpr char kToken[] = "7def4e5a-9780-4200-b826-f5cb17df1c0d";

class AccountAnswersTest : public AnswersTest {
 protected:
  AccountAnswersTest() {
    std::filesystem::create_directories(wallet_ + "/hotkeys");
    config::WriteText(wallet_ + "/hotkeys/h", fmt::format(R"({{"secretSeed":"0x{}","ss58Address":"{}"}})",
                                                          config::kAliceSeed, config::kAliceAddress));
    config::WriteText(wallet_ + "/coldkeypub.txt",
                      fmt::format(R"({{"ss58Address":"{}"}})", config::kAddress));
  }

  // Of a call that must fail.
  template <typename Response>
  Ending Refused(const std::string& method, const google::protobuf::Message& request) {
    Response response;
    Ending ending = client_.Call("chutesd.v1." + method, request, response);
    EXPECT_FALSE(ending.ok());
    return ending;
  }

  const std::string wallet_ = rig_.home() + "/.bittensor/wallets/w";
  const std::string new_config_ = rig_.home() + "/new/config.ini";
};

TEST_F(AccountAnswersTest, ListWallets_TellsWhatThereIsToChooseFrom) {
  config::WriteText(wallet_ + "/hotkeys/locked", "$NACLxxxx");
  std::filesystem::create_directories(rig_.home() + "/.bittensor/wallets/bare/hotkeys");
  v1::ListWalletsRequest request;
  v1::ListWalletsResponse response;
  Call("WalletsService/ListWallets", request, response);
  EXPECT_EQ(response.wallets_path(), rig_.home() + "/.bittensor/wallets");
  ASSERT_EQ(response.wallets_size(), 2);
  EXPECT_EQ(response.wallets(0).name(), "bare");
  EXPECT_THAT(response.wallets(0).problem(), HasSubstr("coldkeypub.txt"));
  const v1::Wallet& wallet = response.wallets(1);
  EXPECT_EQ(wallet.name(), "w");
  EXPECT_EQ(wallet.problem(), "");
  EXPECT_EQ(wallet.coldkey_ss58_address(), config::kAddress);
  ASSERT_EQ(wallet.hotkeys_size(), 2);
  EXPECT_EQ(wallet.hotkeys(0).name(), "h");
  EXPECT_EQ(wallet.hotkeys(0).ss58_address(), config::kAliceAddress);
  EXPECT_EQ(wallet.hotkeys(0).storage(), v1::HOTKEY_STORAGE_PLAIN);
  EXPECT_EQ(wallet.hotkeys(1).storage(), v1::HOTKEY_STORAGE_ENCRYPTED);
  EXPECT_EQ(rig_.http.seen().size(), 0U);

  request.set_wallets_path(rig_.home() + "/none");
  EXPECT_EQ(Refused<v1::ListWalletsResponse>("WalletsService/ListWallets", request).reason(),
            "WALLET_NOT_FOUND");
  request.set_wallets_path("none");
  EXPECT_THAT(Refused<v1::ListWalletsResponse>("WalletsService/ListWallets", request).fields,
              ElementsAre("wallets_path"));
}

TEST_F(AccountAnswersTest, CheckUsername_AnswersWithAlternatives) {
  rig_.http.Reply(200, R"({"valid":true,"available":false})");
  for (int i = 0; i < 3; ++i) rig_.http.Reply(200, R"({"valid":true,"available":true})");
  v1::CheckUsernameRequest request;
  request.mutable_session()->set_api_url("https://api.example");
  request.set_username("alice");
  v1::CheckUsernameResponse response;
  Call("AccountService/CheckUsername", request, response);
  EXPECT_EQ(response.problem(), "");
  EXPECT_FALSE(response.available());
  EXPECT_THAT(response.alternatives(), ElementsAre("alice1", "alice2", "alice7"));
  EXPECT_EQ(Asked(0), "GET https://api.example/users/name_check?username=alice");
  request.set_username("a!");
  v1::CheckUsernameResponse bad;
  Call("AccountService/CheckUsername", request, bad);
  EXPECT_NE(bad.problem(), "");
  EXPECT_EQ(rig_.http.seen().size(), 4U);
  request.set_username(std::string(257, 'x'));
  EXPECT_THAT(Refused<v1::CheckUsernameResponse>("AccountService/CheckUsername", request).fields,
              ElementsAre("username"));
}

TEST_F(AccountAnswersTest, ProbeHotkey_TellsBothAddressesAndTheAccount) {
  rig_.http.Reply(401, kNotRegistered);
  v1::ProbeHotkeyRequest request;
  request.mutable_session()->set_config_path(new_config_);
  request.set_wallet("w");
  request.set_hotkey("h");
  v1::ProbeHotkeyResponse response;
  Call("AccountService/ProbeHotkey", request, response);
  EXPECT_EQ(response.hotkey_ss58_address(), config::kAliceAddress);
  EXPECT_EQ(response.coldkey_ss58_address(), config::kAddress);
  EXPECT_FALSE(response.has_account());
  rig_.http.Reply(200, UserJson(config::kAliceAddress));
  v1::ProbeHotkeyResponse registered;
  Call("AccountService/ProbeHotkey", request, registered);
  EXPECT_EQ(registered.account().username(), "alice");
  request.set_hotkey_password(std::string(1025, 'x'));
  EXPECT_THAT(Refused<v1::ProbeHotkeyResponse>("AccountService/ProbeHotkey", request).fields,
              ElementsAre("hotkey_password"));
}

TEST_F(AccountAnswersTest, RestoreConfig_WritesAConfigThatCanBeUsedAtOnce) {
  rig_.http.Reply(200, UserJson(config::kAliceAddress));
  v1::RestoreConfigRequest request;
  request.mutable_session()->set_config_path(new_config_);
  request.set_wallet("w");
  request.set_hotkey("h");
  v1::RestoreConfigResponse response;
  Call("AccountService/RestoreConfig", request, response);
  EXPECT_EQ(response.account().username(), "alice");
  EXPECT_EQ(response.config_path(), new_config_);
  EXPECT_THAT(config::ReadText(new_config_), HasSubstr("address = 5Pay"));
  rig_.http.Reply(200, UserJson(config::kAliceAddress));
  v1::GetAccountRequest get;
  *get.mutable_session() = request.session();
  v1::GetAccountResponse account;
  Call("AccountService/GetAccount", get, account);
  const Ending again = Refused<v1::RestoreConfigResponse>("AccountService/RestoreConfig", request);
  EXPECT_EQ(again.reason(), "CONFIG_EXISTS");
  EXPECT_EQ(again.info.metadata().at("path"), new_config_);
}

TEST_F(AccountAnswersTest, ChangeFingerprint_SendsItOnceAndLeavesNoTraceInTheReply) {
  rig_.http.Reply(200, R"({"status":"Fingerprint updated"})");
  v1::ChangeFingerprintRequest request;
  request.set_fingerprint("correct-horse-battery");
  v1::ChangeFingerprintResponse response;
  Call("AccountService/ChangeFingerprint", request, response);
  EXPECT_EQ(Asked(0), "POST https://api.chutes.ai/users/change_fingerprint");
  EXPECT_EQ(rig_.http.seen()[0].body, R"({"fingerprint": "correct-horse-battery"})");
  for (const std::string bad :
       {"", "too short", "has blanks in its middle", "caf\xc3\xa9-caf\xc3\xa9-caf\xc3\xa9"}) {
    request.set_fingerprint(bad);
    const Ending ending = Refused<v1::ChangeFingerprintResponse>("AccountService/ChangeFingerprint", request);
    EXPECT_THAT(ending.fields, ElementsAre("fingerprint"));
    if (!bad.empty()) {
      EXPECT_THAT(ending.message, testing::Not(HasSubstr(bad)));
    }
  }
  EXPECT_EQ(rig_.http.seen().size(), 1U);
}

TEST_F(AccountAnswersTest, RegisterAccount_SaysThatTheFingerprintIsLostWithTheReply) {
  rig_.http.Reply(401, kNotRegistered);
  rig_.http.Break(Reason::kUpstreamFailed, "the connection was lost");
  rig_.http.Reply(200, UserJson(config::kAliceAddress));
  v1::RegisterAccountRequest request;
  request.mutable_session()->set_config_path(new_config_);
  request.set_username("alice");
  request.set_wallet("w");
  request.set_hotkey("h");
  request.set_registration_token(kToken);
  v1::RegisterAccountResponse response;
  Call("AccountService/RegisterAccount", request, response);
  EXPECT_TRUE(response.fingerprint_lost());
  EXPECT_EQ(response.fingerprint(), "");
  EXPECT_EQ(response.account().username(), "alice");
  EXPECT_EQ(config::ModeOf(new_config_), 0600U);
}

}  // namespace
}  // namespace chutesd::component
