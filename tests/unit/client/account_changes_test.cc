// Secrets that `register` reads, a config file restored, and a new fingerprint.
#include <gtest/gtest.h>

#include <string>

#include "chutesd/v1/account.pb.h"
#include "tests/unit/client/fake_platform.h"
#include "tests/unit/client/sample_replies.h"

namespace chutes {
namespace {

namespace method = rpc::method;

class RegisterSecrets : public testing::Test {
 protected:
  FakePlatform platform_;
};

TEST_F(RegisterSecrets, TakesThePasswordOfAWalletsVariable) {
  platform_.variables["BT_PW__HOME_ALICE__BITTENSOR_WALLETS_W_HOTKEYS_H"] = "Njw2Iz4sPi4uJiAvNCA2JTAtJg==";
  platform_.variables["HOME"] = "/home/alice";
  platform_.Answer(method::kRegisterAccount, SampleRegistered());
  EXPECT_EQ(platform_.Run({"register", "--username", "a", "--wallet", "w", "--hotkey", "h", "--token", "t"}),
            0);
  // The vector's value belongs to another variable, whose name starts alike.
  EXPECT_TRUE(platform_.Seen<chutesd::v1::RegisterAccountRequest>(0).hotkey_password().starts_with("this"));
}

TEST_F(RegisterSecrets, RefusesTwoSecretsFromStandardInput) {
  EXPECT_EQ(platform_.Run({"register", "--username", "a", "--wallet", "w", "--hotkey", "h", "--token-stdin",
                           "--password-stdin"}),
            2);
  EXPECT_NE(platform_.err.find("--token-stdin excludes --password-stdin"), std::string::npos);
  EXPECT_TRUE(platform_.calls.empty());
}

TEST_F(RegisterSecrets, RestoresAConfigWithThePasswordFromStandardInput) {
  chutesd::v1::RestoreConfigResponse reply;
  reply.mutable_account()->set_username("alice");
  reply.set_config_path("/home/alice/.chutes/config.ini");
  platform_.input = "pass word\n";
  platform_.Answer(method::kRestoreConfig, reply);
  EXPECT_EQ(platform_.Run({"register", "--restore", "--wallet", "w", "--hotkey", "h", "--password-stdin"}),
            0);
  const auto request = platform_.Seen<chutesd::v1::RestoreConfigRequest>(0);
  EXPECT_EQ(request.hotkey_password(), "pass word");
  EXPECT_FALSE(request.overwrite_config());
  EXPECT_NE(platform_.out.find("/home/alice/.chutes/config.ini"), std::string::npos);
  EXPECT_EQ(platform_.Run({"register", "--restore", "--wallet", "w"}), 2);
  EXPECT_EQ(platform_.Run({"register", "--restore", "--wallet", "w", "--hotkey", "h", "--username", "x"}), 2);
}

class Refinger : public testing::Test {
 protected:
  FakePlatform platform_;
};

TEST_F(Refinger, MakesAFingerprintAndShowsItOnce) {
  platform_.Answer(method::kChangeFingerprint, chutesd::v1::ChangeFingerprintResponse());
  EXPECT_EQ(platform_.Run({"refinger", "--yes"}), 0);
  const std::string made = platform_.Seen<chutesd::v1::ChangeFingerprintRequest>(0).fingerprint();
  EXPECT_EQ(made.size(), 32U);
  EXPECT_EQ(made.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
            std::string::npos);
  EXPECT_EQ(platform_.out, made + "\n");
  EXPECT_EQ(platform_.err.find(made), std::string::npos);
}

TEST_F(Refinger, AsksFirstAndNeedsYesWithoutATerminal) {
  platform_.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform_.Run({"refinger"}), 2);
  EXPECT_EQ(platform_.calls.size(), 1U) << "nothing but whose account it is";
  EXPECT_NE(platform_.err.find("  next: chutes refinger --yes   (of account alice)\n"), std::string::npos)
      << platform_.err;
}

TEST_F(Refinger, StillShowsAFingerprintThatMayBeSet) {
  rpc::CallError lost;
  lost.reason = chutesd::Reason::kOutcomeUnknown;
  lost.code = rpc::Code::kAborted;
  lost.message = "outcome unknown";
  platform_.input = "a-fingerprint-of-my-own\n";
  platform_.AnswerError(method::kChangeFingerprint, lost);
  platform_.Answer(method::kGetSession, SampleSession());
  EXPECT_EQ(platform_.Run({"refinger", "--yes", "--fingerprint-stdin"}), 7);
  EXPECT_EQ(platform_.out, "a-fingerprint-of-my-own\n");
  EXPECT_NE(platform_.err.find("  next: chutes refinger --fingerprint-stdin --yes   (of account alice; "),
            std::string::npos)
      << platform_.err;
}

TEST_F(Refinger, ShowsNoFingerprintThatWasRefused) {
  rpc::CallError refused;
  refused.reason = chutesd::Reason::kHotkeyMissing;
  refused.code = rpc::Code::kFailedPrecondition;
  refused.message = "no hotkey";
  platform_.AnswerError(method::kChangeFingerprint, refused);
  EXPECT_EQ(platform_.Run({"refinger", "--yes"}), 4);
  EXPECT_EQ(platform_.out, "");
}

}  // namespace
}  // namespace chutes
