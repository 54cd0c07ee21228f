#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/wallet/wallet_files.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::wallet {
namespace {

using config::kAddress;
using config::kAliceAddress;
using config::kSeed;
using config::TempFolder;
using config::WriteText;

using testing::HasSubstr;
using testing::IsEmpty;

std::string PublicFile(std::string_view address) { return fmt::format(R"({{"ss58Address":"{}"}})", address); }
std::string SecretFile(std::string_view more = "") {
  return fmt::format(R"({{"secretSeed":"0x{}","ss58Address":"{}"{}}})", kSeed, kAddress, more);
}

class SurveyWalletsTest : public testing::Test {
 protected:
  SurveyWalletsTest() { std::filesystem::create_directories(hotkeys_); }

  WalletSurvey Survey() const {
    Result<WalletSurvey> survey = SurveyWallets("", home_.path());
    EXPECT_TRUE(survey.ok()) << survey.status();
    return survey.ok() ? *std::move(survey) : WalletSurvey();
  }

  TempFolder home_;
  std::string wallets_ = home_ / ".bittensor/wallets";
  std::string hotkeys_ = wallets_ + "/main/hotkeys";
};

TEST_F(SurveyWalletsTest, TellsEachHotkeyByWhatItsFileHolds) {
  WriteText(wallets_ + "/main/coldkeypub.txt", PublicFile(kAliceAddress));
  WriteText(hotkeys_ + "/plain", SecretFile());
  WriteText(hotkeys_ + "/plainpub.txt", PublicFile(kAddress));
  WriteText(hotkeys_ + "/locked", "$NACLxxxx");
  WriteText(hotkeys_ + "/lockedpub.txt", PublicFile(kAliceAddress));
  WriteText(hotkeys_ + "/nameless", "gAAAAAxxxx");
  WriteText(hotkeys_ + "/old.bak", "no keyfile");
  WriteText(hotkeys_ + "/.hidden", SecretFile());
  std::filesystem::create_directory(hotkeys_ + "/folder");
  const WalletSurvey survey = Survey();
  EXPECT_EQ(survey.wallets_path, wallets_);
  ASSERT_EQ(survey.wallets.size(), 1U);
  const WalletSummary& wallet = survey.wallets[0];
  EXPECT_EQ(wallet.name, "main");
  EXPECT_EQ(wallet.coldkey_ss58_address, kAliceAddress);
  EXPECT_EQ(wallet.problem, "");
  ASSERT_EQ(wallet.hotkeys.size(), 3U);
  EXPECT_EQ(wallet.hotkeys[0].name, "locked");
  EXPECT_EQ(wallet.hotkeys[0].storage, HotkeyStorage::kEncrypted);
  EXPECT_EQ(wallet.hotkeys[0].ss58_address, kAliceAddress);
  EXPECT_EQ(wallet.hotkeys[1].name, "nameless");
  EXPECT_EQ(wallet.hotkeys[1].ss58_address, "");
  EXPECT_EQ(wallet.hotkeys[2].name, "plain");
  EXPECT_EQ(wallet.hotkeys[2].storage, HotkeyStorage::kPlain);
  EXPECT_EQ(wallet.hotkeys[2].ss58_address, kAddress);
  for (const HotkeySummary& hotkey : wallet.hotkeys) EXPECT_EQ(hotkey.problem, "") << hotkey.name;
}

TEST_F(SurveyWalletsTest, SaysWhyAHotkeyCannotBeUsed) {
  WriteText(hotkeys_ + "/ed", SecretFile(R"(,"cryptoType":0)"));
  WriteText(hotkeys_ + "/torn",
            fmt::format(R"({{"secretSeed":"0x{}","ss58Address":"{}"}})", kSeed, kAliceAddress));
  WriteText(hotkeys_ + "/vast", std::string(70000, ' '));
  const WalletSummary wallet = Survey().wallets.at(0);
  ASSERT_EQ(wallet.hotkeys.size(), 3U);
  EXPECT_THAT(wallet.hotkeys[0].problem, testing::StartsWith("is an ed25519 key"));
  EXPECT_THAT(wallet.hotkeys[1].problem, HasSubstr("ss58Address does not belong"));
  EXPECT_THAT(wallet.hotkeys[2].problem, HasSubstr("larger than 64 KiB"));
  for (const HotkeySummary& hotkey : wallet.hotkeys) {
    EXPECT_THAT(hotkey.problem, testing::Not(HasSubstr(hotkeys_)));
    EXPECT_EQ(hotkey.ss58_address, "") << hotkey.name;
  }
}

TEST_F(SurveyWalletsTest, SaysWhyAWalletCannotBeUsed) {
  std::filesystem::create_directories(wallets_ + "/bad");
  WriteText(wallets_ + "/bad/coldkeypub.txt", PublicFile("5xxxx"));
  WriteText(hotkeys_ + "/ci", SecretFile());
  const WalletSurvey survey = Survey();
  ASSERT_EQ(survey.wallets.size(), 2U);
  EXPECT_THAT(survey.wallets[0].problem, HasSubstr("coldkeypub.txt: ss58Address"));
  EXPECT_THAT(survey.wallets[0].problem, HasSubstr("has no hotkey"));
  EXPECT_THAT(survey.wallets[1].problem, HasSubstr("has no coldkeypub.txt"));
  EXPECT_THAT(survey.wallets[1].problem, testing::Not(HasSubstr("has no hotkey")));
}

TEST_F(SurveyWalletsTest, AFolderThatIsNotThereIsAnErrorAndAnEmptyOneIsNot) {
  std::filesystem::create_directory(home_ / "empty");
  const Result<WalletSurvey> empty = SurveyWallets(home_ / "empty", home_.path());
  ASSERT_TRUE(empty.ok()) << empty.status();
  EXPECT_THAT(empty->wallets, IsEmpty());
  EXPECT_EQ(SurveyWallets("/nowhere", "").failure().reason, Reason::kWalletNotFound);
  EXPECT_EQ(SurveyWallets("wallets", "").failure().violations.at(0).field, "wallets_path");
}

}  // namespace
}  // namespace chutesd::wallet
