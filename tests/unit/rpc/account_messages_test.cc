#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "daemon/rpc/account_service.h"
#include "tests/unit/rpc/refused_field.h"

namespace chutesd::rpc {
namespace {

constexpr char kToken[] = "7def4e5a-9780-4200-b826-f5cb17df1c0d";

v1::RegisterAccountRequest GoodRequest() {
  v1::RegisterAccountRequest request;
  request.set_username("alice");
  request.set_wallets_path("/home/alice/wallets");
  request.set_wallet("my_wallet");
  request.set_hotkey("my hotkey");
  request.set_registration_token(kToken);
  request.set_overwrite_config(true);
  request.set_hotkey_password("open sesame");
  return request;
}

model::User SampleUser() {
  model::User user;
  user.username = "alice";
  user.user_id = "5682c3e0-3635-58f7-b7f5-694962450dfc";
  user.hotkey = "5Hot";
  user.coldkey = "5Cold";
  user.payment_address = "5Pay";
  user.balance = 12.5;
  user.create_time = model::Time(std::chrono::microseconds(1'759'580'686'000'000));
  return user;
}

TEST(AccountMessagesTest, RegistrationArgsFrom_NamesTheFieldThatIsWrong) {
  struct Case {
    const char* field;
    std::function<void(v1::RegisterAccountRequest&)> spoil;
  };
  const std::vector<Case> cases = {
      {"username", [](auto& r) { r.clear_username(); }},
      {"username", [](auto& r) { r.set_username("ab"); }},
      {"username", [](auto& r) { r.set_username(std::string(16, 'x')); }},
      {"username", [](auto& r) { r.set_username("al ice"); }},
      {"wallet", [](auto& r) { r.clear_wallet(); }},
      {"wallet", [](auto& r) { r.set_wallet(".."); }},
      {"wallet", [](auto& r) { r.set_wallet("a/b"); }},
      {"wallet", [](auto& r) { r.set_wallet(std::string("a\0b", 3)); }},
      {"wallet", [](auto& r) { r.set_wallet(std::string(256, 'x')); }},
      {"hotkey", [](auto& r) { r.clear_hotkey(); }},
      {"hotkey", [](auto& r) { r.set_hotkey("../../x"); }},
      {"hotkey", [](auto& r) { r.set_hotkey(".hidden"); }},
      {"wallets_path", [](auto& r) { r.set_wallets_path("wallets"); }},
      {"wallets_path", [](auto& r) { r.set_wallets_path(std::string("/a\0b", 4)); }},
      {"wallets_path", [](auto& r) { r.set_wallets_path("/" + std::string(4096, 'x')); }},
      {"hotkey_password", [](auto& r) { r.set_hotkey_password(std::string(1025, 'x')); }},
      {"registration_token", [](auto& r) { r.clear_registration_token(); }},
      {"registration_token", [](auto& r) { r.set_registration_token("7def4e5a"); }},
      {"registration_token", [](auto& r) { r.set_registration_token(std::string(36, 'g')); }},
  };
  for (const Case& c : cases) {
    v1::RegisterAccountRequest request = GoodRequest();
    c.spoil(request);
    EXPECT_EQ(RefusedField(RegistrationArgsFrom(request).status()), c.field);
  }
}

TEST(AccountMessagesTest, RegistrationArgsFrom_NamesEveryFieldThatIsWrong) {
  v1::RegisterAccountRequest request = GoodRequest();
  request.set_username("al ice");
  request.set_wallet("a/b");
  request.set_wallets_path("wallets");
  request.clear_registration_token();
  const Status status = RegistrationArgsFrom(request).status();
  EXPECT_THAT(RefusedFields(status),
              testing::ElementsAre("username", "wallet", "wallets_path", "registration_token"));
}

TEST(AccountMessagesTest, ProbeAndRestoreArgs_NameEveryFieldThatIsWrong) {
  v1::ProbeHotkeyRequest probe;
  probe.set_hotkey_password(std::string(1025, 'x'));
  EXPECT_THAT(RefusedFields(ProbeArgsFrom(probe).status()),
              testing::ElementsAre("wallet", "hotkey", "hotkey_password"));
  v1::RestoreConfigRequest restore;
  restore.set_wallets_path("wallets");
  EXPECT_THAT(RefusedFields(RestoreArgsFrom(restore).status()),
              testing::ElementsAre("wallet", "hotkey", "wallets_path"));
}

TEST(AccountMessagesTest, RegistrationArgsFrom_NoRefusalQuotesTheToken) {
  v1::RegisterAccountRequest request = GoodRequest();
  request.set_registration_token("7def4e5a-9780-4200-b826-f5cb17df1c0");
  const Failure failure = RegistrationArgsFrom(request).failure();
  EXPECT_EQ(failure.message.find("7def4e5a"), std::string::npos);
  EXPECT_THAT(failure.next_step, testing::HasSubstr("registration_token"));
}

TEST(AccountMessagesTest, RegistrationArgsFrom_CopiesEveryMember) {
  const auto args = RegistrationArgsFrom(GoodRequest());
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->username, "alice");
  EXPECT_EQ(args->wallet.wallets_path, "/home/alice/wallets");
  EXPECT_EQ(args->wallet.wallet, "my_wallet");
  EXPECT_EQ(args->wallet.hotkey, "my hotkey");
  EXPECT_EQ(args->wallet.password.Reveal(), "open sesame");
  EXPECT_EQ(args->registration_token.Reveal(), kToken);
  EXPECT_TRUE(args->overwrite_config);
}

TEST(AccountMessagesTest, RegistrationArgsFrom_TheFolderOfWalletsMayBeLeftOut) {
  v1::RegisterAccountRequest request = GoodRequest();
  request.clear_wallets_path();
  request.clear_overwrite_config();
  const auto args = RegistrationArgsFrom(request);
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->wallet.wallets_path, "");
  EXPECT_FALSE(args->overwrite_config);
}

TEST(AccountMessagesTest, FillAccount_CopiesEveryMember) {
  v1::Account message;
  FillAccount(SampleUser(), message);
  EXPECT_EQ(message.username(), "alice");
  EXPECT_EQ(message.user_id(), "5682c3e0-3635-58f7-b7f5-694962450dfc");
  EXPECT_EQ(message.hotkey(), "5Hot");
  EXPECT_EQ(message.coldkey(), "5Cold");
  EXPECT_EQ(message.payment_address(), "5Pay");
  EXPECT_EQ(message.balance(), 12.5);
  EXPECT_EQ(message.create_time().seconds(), 1'759'580'686);
}

TEST(AccountMessagesTest, FillAccount_ABalanceThatIsNotSaidIsAbsent) {
  model::User user = SampleUser();
  user.balance.reset();
  v1::Account message;
  FillAccount(user, message);
  EXPECT_FALSE(message.has_balance());
  user.balance = 0;
  FillAccount(user, message);
  EXPECT_TRUE(message.has_balance());
}

TEST(AccountMessagesTest, FillRegistration_CopiesEveryMember) {
  ops::Registration registration;
  registration.user = SampleUser();
  registration.fingerprint = SecretString("AbCdEfGhIjKlMnOpQrStUvWxYz012345");
  registration.config_path = "/home/alice/.chutes/config.ini";
  registration.backup_path = "/home/alice/.chutes/config.ini.old";
  v1::RegisterAccountResponse response;
  FillRegistration(registration, response);
  EXPECT_EQ(response.account().username(), "alice");
  EXPECT_EQ(response.fingerprint(), "AbCdEfGhIjKlMnOpQrStUvWxYz012345");
  EXPECT_EQ(response.config_path(), "/home/alice/.chutes/config.ini");
  EXPECT_EQ(response.backup_path(), "/home/alice/.chutes/config.ini.old");
  EXPECT_EQ(response.config_error(), "");
  EXPECT_FALSE(response.fingerprint_lost());
}

TEST(AccountMessagesTest, FillRegistration_SaysWhyTheConfigWasNotWritten) {
  ops::Registration registration;
  registration.config = Failure{.reason = Reason::kConfigNotWritten, .message = "no space left on device"};
  v1::RegisterAccountResponse response;
  FillRegistration(registration, response);
  EXPECT_EQ(response.config_error(), "no space left on device");
}

TEST(AccountMessagesTest, ProbeAndRestoreArgs_CopyEveryMember) {
  v1::ProbeHotkeyRequest probe;
  probe.set_wallets_path("/w");
  probe.set_wallet("main");
  probe.set_hotkey("ci");
  probe.set_hotkey_password("pass");
  const auto probe_args = ProbeArgsFrom(probe);
  ASSERT_TRUE(probe_args.ok()) << probe_args.status();
  v1::RestoreConfigRequest restore;
  restore.set_wallets_path("/w");
  restore.set_wallet("main");
  restore.set_hotkey("ci");
  restore.set_hotkey_password("pass");
  restore.set_overwrite_config(true);
  const auto restore_args = RestoreArgsFrom(restore);
  ASSERT_TRUE(restore_args.ok()) << restore_args.status();
  EXPECT_TRUE(restore_args->overwrite_config);
  for (const ops::WalletChoice* wallet : {&probe_args->wallet, &restore_args->wallet}) {
    EXPECT_EQ(wallet->wallets_path, "/w");
    EXPECT_EQ(wallet->wallet, "main");
    EXPECT_EQ(wallet->hotkey, "ci");
    EXPECT_EQ(wallet->password.Reveal(), "pass");
  }
  probe.set_wallet("../x");
  EXPECT_EQ(RefusedField(ProbeArgsFrom(probe).status()), "wallet");
  restore.clear_hotkey();
  EXPECT_EQ(RefusedField(RestoreArgsFrom(restore).status()), "hotkey");
}

TEST(AccountMessagesTest, FingerprintFrom_TakesOnlyWhatCanBeTypedAgain) {
  v1::ChangeFingerprintRequest request;
  for (const std::string& bad :
       {std::string(), std::string(15, 'x'), std::string(129, 'x'), std::string("sixteen or more "),
        std::string("tab\tin-the-middle"), std::string("nul\0in-the-middle", 18),
        std::string("umlaut-\xc3\xa4-umlaut-")}) {
    request.set_fingerprint(bad);
    EXPECT_EQ(RefusedField(FingerprintFrom(request).status()), "fingerprint") << bad;
  }
  for (const std::string& good :
       {std::string(16, 'x'), std::string(128, '~'), std::string("!#$%&'()*+,-./:;")}) {
    request.set_fingerprint(good);
    const auto fingerprint = FingerprintFrom(request);
    ASSERT_TRUE(fingerprint.ok()) << fingerprint.status();
    EXPECT_EQ(fingerprint->Reveal(), good);
  }
}

TEST(AccountMessagesTest, FillRestored_CopiesEveryMember) {
  ops::RestoredConfig restored;
  restored.user = SampleUser();
  restored.config_path = "/c.ini";
  restored.backup_path = "/c.ini.bak";
  v1::RestoreConfigResponse response;
  FillRestored(restored, response);
  EXPECT_EQ(response.account().username(), "alice");
  EXPECT_EQ(response.config_path(), "/c.ini");
  EXPECT_EQ(response.backup_path(), "/c.ini.bak");
}

}  // namespace
}  // namespace chutesd::rpc
