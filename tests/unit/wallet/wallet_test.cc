#include "daemon/wallet/wallet.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/wallet/wallet_files.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"

namespace chutesd::wallet {
namespace {

using config::kAddress;
using config::kAliceAddress;
using config::kSeed;
using config::ReadText;
using config::TempFolder;
using config::WriteText;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kHotkeyText =
    R"({"secretSeed":"0x)" + std::string(kSeed) + R"(","ss58Address":")" + std::string(kAddress) + "\"}";
const std::string kColdkeyText = R"({"ss58Address":")" + std::string(kAliceAddress) + "\"}";

// A home with the wallet `main`, its hotkey `ci`, and an empty folder that is no wallet.
class Wallet : public testing::Test {
 protected:
  Wallet() {
    std::filesystem::create_directories(hotkeys_);
    std::filesystem::create_directories(wallets_ + "/notes");
    WriteText(hotkeys_ + "/ci", kHotkeyText);
    WriteText(wallets_ + "/main/coldkeypub.txt", kColdkeyText);
  }

  Result<WalletHotkey> Read(const std::string& wallet = "main", const std::string& hotkey = "ci",
                            const std::string& path = "") const {
    return ReadWalletHotkey({path, wallet, hotkey, home_.path()}, SecretString(), ColdkeyNeed::kRequired);
  }
  Failure FailureFor(const std::string& wallet, const std::string& hotkey,
                     const std::string& path = "") const {
    const Result<WalletHotkey> key = Read(wallet, hotkey, path);
    return key.ok() ? Failure() : key.failure();
  }

  TempFolder home_;
  std::string wallets_ = home_ / ".bittensor/wallets";
  std::string hotkeys_ = wallets_ + "/main/hotkeys";
};

TEST_F(Wallet, GivesHotkeySeedAndColdkeyAddress) {
  for (const std::string& path : {std::string(), std::string("~/.bittensor/wallets/"), wallets_}) {
    const Result<WalletHotkey> key = Read("main", "ci", path);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->hotkey->ss58_address(), kAddress);
    EXPECT_EQ(key->secret_hex.Reveal(), kSeed);
    EXPECT_EQ(key->coldkey_ss58_address, kAliceAddress);
    EXPECT_THAT(key->warnings, IsEmpty());
  }
}

TEST_F(Wallet, WarnsOfAHotkeyFileThatOthersCanRead) {
  ::chmod((hotkeys_ + "/ci").c_str(), 0640);
  EXPECT_THAT(FactsOf(Read()->warnings, code::kWalletReadable),
              ElementsAre(Facts{{fact::kPath, hotkeys_ + "/ci"}, {fact::kMode, "0640"}}));
  EXPECT_EQ(Read()->warnings.size(), 1U);
}

TEST_F(Wallet, NamesMustBePlainFileNames) {
  for (const std::string& name : {std::string(), std::string("a/b"), std::string(".."), std::string("."),
                                  std::string(".hidden"), std::string("a\nb"), std::string(256, 'n')}) {
    EXPECT_EQ(FailureFor(name, "ci").violations.at(0).field, "wallet") << name;
    EXPECT_EQ(FailureFor("main", name).violations.at(0).field, "hotkey") << name;
  }
  EXPECT_EQ(FailureFor("main", "ci", "relative").violations.at(0).field, "wallets_path");
  EXPECT_EQ(FailureFor("main", "ci", std::string("/a\0b", 4)).violations.at(0).field, "wallets_path");
  EXPECT_EQ(
      FailureOf(ReadWalletHotkey({"~/w", "main", "ci", ""}, SecretString(), ColdkeyNeed::kRequired).status())
          ->violations.at(0)
          .field,
      "wallets_path");
}

TEST_F(Wallet, WhatIsMissingIsNamedWithWhatIsThereInstead) {
  WriteText(hotkeys_ + "/other", "$NACLxxxx");
  WriteText(hotkeys_ + "/cipub.txt", kColdkeyText);
  const Failure no_wallet = FailureFor("prod", "ci");
  EXPECT_EQ(no_wallet.reason, Reason::kWalletNotFound);
  EXPECT_EQ(no_wallet.message, "there is no wallet 'prod' in " + wallets_ + "; wallets there: main");
  EXPECT_EQ(no_wallet.next_step, "choose one of them, such as 'main'");

  const Failure no_hotkey = FailureFor("main", "none");
  EXPECT_EQ(no_hotkey.reason, Reason::kWalletNotFound);
  EXPECT_EQ(no_hotkey.message, "wallet 'main' has no hotkey 'none'; its hotkeys: ci, other");

  const Failure no_folder = FailureFor("main", "ci", home_ / "elsewhere");
  EXPECT_EQ(no_folder.reason, Reason::kWalletNotFound);
  EXPECT_THAT(no_folder.message, HasSubstr("no wallets folder " + (home_ / "elsewhere")));

  std::filesystem::remove(wallets_ + "/main/coldkeypub.txt");
  const Failure no_coldkey = FailureFor("main", "ci");
  EXPECT_EQ(no_coldkey.reason, Reason::kWalletNotFound);
  EXPECT_THAT(no_coldkey.message, HasSubstr("coldkeypub.txt"));
}

TEST_F(Wallet, LongListsAreCut) {
  for (int i = 10; i < 25; ++i) WriteText(fmt::format("{}/k{}", hotkeys_, i), kHotkeyText);
  EXPECT_THAT(FailureFor("main", "none").message,
              HasSubstr("ci, k10, k11, k12, k13, k14, k15, k16, k17, k18 and 6 more"));
}

TEST_F(Wallet, RefusesWhatIsNoKeyfile) {
  std::filesystem::create_directory(hotkeys_ + "/folder");
  ASSERT_EQ(::mkfifo((hotkeys_ + "/fifo").c_str(), 0600), 0);
  WriteText(hotkeys_ + "/large", std::string(70000, ' '));
  WriteText(hotkeys_ + "/pub", kColdkeyText);
  WriteText(hotkeys_ + "/locked", "$NACL" + std::string(100, 'x'));
  WriteText(hotkeys_ + "/cut", "$NACLxxxx");
  for (const char* name : {"folder", "fifo", "large", "pub", "cut", "locked"}) {
    const Failure failure = FailureFor("main", name);
    EXPECT_EQ(failure.reason, name == std::string("locked") ? Reason::kWalletLocked : Reason::kWalletUnusable)
        << name;
    EXPECT_THAT(failure.message, HasSubstr(fmt::format("{}/{}", hotkeys_, name)));
  }
  WriteText(wallets_ + "/main/coldkeypub.txt", "hello");
  EXPECT_EQ(FailureFor("main", "ci").reason, Reason::kWalletUnusable);
}

TEST(ListHotkeys, JudgesTheVectorsFolderByContent) {
  const nlohmann::json vectors = nlohmann::json::parse(ReadText(CHUTES_TEST_DATA "/vectors/keyfile.json"));
  const nlohmann::json& directory = vectors["hotkey_directory"];
  const TempFolder folder;
  for (const std::string name : directory["directory"]) {
    if (name.ends_with('/')) {
      std::filesystem::create_directory(folder / name);
    } else if (name.ends_with("pub.txt")) {
      WriteText(folder / name, kColdkeyText);
    } else {
      WriteText(folder / name, name == "old.bak" || name == ".DS_Store" ? "no keyfile" : kHotkeyText);
    }
  }
  EXPECT_EQ(ListHotkeys(folder.path()), directory["offer"].get<std::vector<std::string>>());
  // Content decides, whatever the name.
  WriteText(folder / "old.bak", kHotkeyText);
  WriteText(folder / "xpub.txt", "gAAAAAxx");
  EXPECT_THAT(ListHotkeys(folder.path()), ElementsAre("ci", "default", "old.bak", "xpub.txt"));
}

TEST(ListWallets, OfNoFolderIsEmpty) { EXPECT_THAT(ListWallets("/nowhere"), IsEmpty()); }

}  // namespace
}  // namespace chutesd::wallet
