#include <gmock/gmock.h>

#include <asio/post.hpp>
#include <filesystem>
#include <future>
#include <utility>

#include "daemon/ops/account/wallets.h"
#include "tests/unit/ops/wallet_fixture.h"
#include "tests/unit/wallet/keyfile_vectors.h"

namespace chutesd::ops {
namespace {

using SharedWallet = std::shared_ptr<const wallet::WalletHotkey>;

class WalletReaderTest : public WalletOpsTest {
 protected:
  WalletReaderTest() {
    const nlohmann::json vector = wallet::KeyfileVector("encrypted", "ansible-00");
    config::WriteText(home / ".bittensor/wallets/w/hotkeys/locked", wallet::KeyfileBytes(vector));
    password = vector["password"];
  }

  Result<SharedWallet> Read(const std::string& hotkey, std::string_view with_password) {
    WalletChoice choice = Choice();
    choice.hotkey = hotkey;
    choice.password = SecretString(with_password);
    return RunOnLoop(wallets.Read(ctx, std::move(choice), wallet::ColdkeyNeed::kRequired));
  }

  std::string password;
};

TEST_F(WalletReaderTest, OpensAnEncryptedHotkeyWithItsPassword) {
  const auto wallet = Read("locked", password);
  ASSERT_TRUE(wallet.ok()) << wallet.status();
  EXPECT_EQ((*wallet)->hotkey->ss58_address(), config::kAddress);
  EXPECT_EQ((*wallet)->coldkey_ss58_address, config::kAliceAddress);
  EXPECT_EQ(ReasonOf(Read("locked", "").status()), Reason::kWalletLocked);
  EXPECT_EQ(ReasonOf(Read("locked", "wrong").status()), Reason::kWalletPasswordWrong);
}

TEST_F(WalletReaderTest, AnErrorSaysWhichHotkeyItIsAbout) {
  for (const auto& [hotkey, with] : {std::pair("none", ""), {"locked", ""}, {"locked", "wrong"}}) {
    const Facts facts = Read(hotkey, with).failure().facts;
    EXPECT_EQ(facts.at(fact::kWallet), "w");
    EXPECT_EQ(facts.at(fact::kHotkey), hotkey);
    EXPECT_EQ(facts.at(fact::kPath), home / (std::string(".bittensor/wallets/w/hotkeys/") + hotkey));
  }
}

TEST_F(WalletReaderTest, OnlyItsLikeWaitsForADerivation) {
  std::promise<void> release;
  asio::post(derivations, [held = release.get_future().share()] { held.wait(); });
  // Needs no derivation, whatever password comes with it.
  const auto plain = Read("h", "a password that nothing asked for");
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(ReasonOf(Read("locked", "").status()), Reason::kWalletLocked);
  EXPECT_EQ(ReasonOf(Read("none", password).status()), Reason::kWalletNotFound);
  // Does, and is let go at its deadline.
  ctx.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(30);
  const auto late = Read("locked", password);
  EXPECT_EQ(ReasonOf(late.status()), Reason::kTimeout);
  EXPECT_THAT(std::string(late.status().message()), testing::HasSubstr("encrypted hotkey"));
  release.set_value();
  derivations.join();
}

}  // namespace
}  // namespace chutesd::ops
