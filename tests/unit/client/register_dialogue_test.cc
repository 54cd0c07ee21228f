// What `register` asks a person, told by the calls that it makes; the terminal itself is in tests/cli.
#include <gtest/gtest.h>

#include "chutesd/v1/account.pb.h"
#include "chutesd/v1/session.pb.h"
#include "chutesd/v1/wallets.pb.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes {
namespace {

namespace method = rpc::method;

constexpr const char* kToken = "11111111-2222-4333-8444-555555555555";

rpc::CallError RefusedFor(chutesd::Reason reason) {
  rpc::CallError error;
  error.code = rpc::Code::kPermissionDenied;
  error.reason = reason;
  error.message = "no";
  return error;
}

class RegisterDialogue : public testing::Test {
 protected:
  RegisterDialogue() {
    platform_.in_is_terminal = platform_.out_is_terminal = platform_.err_is_terminal = true;
  }

  void AnswerFreeName() {
    chutesd::v1::CheckUsernameResponse name;
    name.set_available(true);
    platform_.Answer(method::kCheckUsername, name);
  }
  void AnswerWallets() {
    chutesd::v1::ListWalletsResponse list;
    list.set_wallets_path("/home/alice/.bittensor/wallets");
    chutesd::v1::Wallet& broken = *list.add_wallets();
    broken.set_name("broken");
    broken.set_problem("has no coldkeypub.txt");
    chutesd::v1::Wallet& wallet = *list.add_wallets();
    wallet.set_name("w");
    wallet.add_hotkeys()->set_name("h");
    chutesd::v1::WalletHotkey& ed25519 = *wallet.add_hotkeys();
    ed25519.set_name("e");
    ed25519.set_problem("is an ed25519 key");
    platform_.Answer(method::kListWallets, list);
  }
  void AnswerProbe() {
    chutesd::v1::ProbeHotkeyResponse probe;
    probe.set_hotkey_ss58_address("5Hot");
    probe.set_coldkey_ss58_address("5Cold");
    platform_.Answer(method::kProbeHotkey, probe);
  }
  int Run(std::string typed, std::vector<std::string> more = {}) {
    platform_.input = std::move(typed);
    std::vector<std::string> line = {"register"};
    line.insert(line.end(), more.begin(), more.end());
    return platform_.Run(line);
  }
  bool Said(std::string_view text) const { return platform_.err.find(text) != std::string::npos; }

  FakePlatform platform_;
};

TEST_F(RegisterDialogue, SendsWhatWasTypedAndNamesWhatWasLeftOut) {
  AnswerFreeName();
  AnswerWallets();
  AnswerProbe();
  platform_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(Run(std::string("alice\nw\nh\n") + kToken + "\ny\n"), 0);
  const auto request = platform_.Seen<chutesd::v1::RegisterAccountRequest>(3);
  EXPECT_EQ(request.username(), "alice");
  EXPECT_EQ(request.wallet(), "w");
  EXPECT_EQ(request.hotkey(), "h");
  EXPECT_EQ(request.registration_token(), kToken);
  EXPECT_EQ(request.session().config_path(), "/home/alice/.chutes/config.ini");
  EXPECT_FALSE(request.overwrite_config());
  EXPECT_TRUE(Said("Left out: broken: has no coldkeypub.txt"));
  EXPECT_TRUE(Said("Left out: w/e: is an ed25519 key"));
  EXPECT_EQ(platform_.hidden_prompts.size(), 1U);
}

TEST_F(RegisterDialogue, AsksForAnotherTokenAfterOneThatIsRefused) {
  AnswerFreeName();
  AnswerWallets();
  AnswerProbe();
  platform_.AnswerError(method::kRegisterAccount, RefusedFor(chutesd::Reason::kRegistrationTokenRefused));
  platform_.Answer(method::kRegisterAccount, SampleRegistered());
  const std::string second = "99999999-2222-4333-8444-555555555555";
  EXPECT_EQ(Run(std::string("w\nh\n") + kToken + "\ny\n" + second + "\n", {"--username", "alice"}), 0);
  EXPECT_EQ(platform_.Seen<chutesd::v1::RegisterAccountRequest>(4).registration_token(), second);
}

TEST_F(RegisterDialogue, EndsWhereTheApiCannotBeAsked) {
  platform_.AnswerError(method::kCheckUsername, RefusedFor(chutesd::Reason::kUpstreamUnreachable));
  EXPECT_NE(Run("alice\nw\n"), 0);
  EXPECT_EQ(platform_.calls.size(), 1U);
}

TEST_F(RegisterDialogue, SaysWhyNoHotkeyCanBeUsed) {
  AnswerFreeName();
  chutesd::v1::ListWalletsResponse list;
  list.set_wallets_path("/w");
  list.add_wallets()->set_name("empty");
  platform_.Answer(method::kListWallets, list);
  EXPECT_EQ(Run("", {"--username", "alice"}), 5);
  EXPECT_TRUE(Said("/w: no hotkey here can be used: empty: has no hotkey\n  next: "));
}

TEST_F(RegisterDialogue, AWalletThatCannotBeUsedIsAskedForAgain) {
  AnswerFreeName();
  AnswerWallets();
  EXPECT_EQ(Run("", {"--username", "alice", "--wallet", "broken"}), 2);
  EXPECT_TRUE(Said("There is no wallet 'broken' that can be used."));
}

TEST_F(RegisterDialogue, GivesUpAfterThreeWrongPasswords) {
  platform_.AnswerError(method::kRestoreConfig, RefusedFor(chutesd::Reason::kWalletLocked));
  for (int i = 0; i < 3; ++i) {
    platform_.AnswerError(method::kRestoreConfig, RefusedFor(chutesd::Reason::kWalletPasswordWrong));
  }
  EXPECT_NE(Run("one\ntwo\nthree\nfour\n", {"--restore", "--wallet", "w", "--hotkey", "h"}), 0);
  EXPECT_EQ(platform_.Seen<chutesd::v1::RestoreConfigRequest>(0).hotkey_password(), "");
  EXPECT_EQ(platform_.Seen<chutesd::v1::RestoreConfigRequest>(3).hotkey_password(), "three");
  EXPECT_EQ(platform_.input, "four\n");
  EXPECT_EQ(platform_.hidden_prompts.size(), 3U);
}

TEST_F(RegisterDialogue, NobodyIsAskedForAPasswordWithNoInput) {
  platform_.AnswerError(method::kRestoreConfig, RefusedFor(chutesd::Reason::kWalletLocked));
  EXPECT_NE(Run("one\n", {"--restore", "--wallet", "w", "--hotkey", "h", "--no-input"}), 0);
  EXPECT_EQ(platform_.hidden_prompts.size(), 0U);
}

}  // namespace
}  // namespace chutes
