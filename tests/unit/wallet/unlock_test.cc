#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/wallet/wallet.h"
#include "tests/unit/base/no_cli.h"
#include "tests/unit/config/sample_account.h"
#include "tests/unit/config/temp_folder.h"
#include "tests/unit/wallet/keyfile_vectors.h"

namespace chutesd::wallet {
namespace {

using config::TempFolder;
using config::WriteText;

using testing::AllOf;
using testing::HasSubstr;

constexpr std::uint64_t kEnough = std::uint64_t{2} << 30U;

Result<SecretString> Unlock(const nlohmann::json& vector, std::string_view password,
                            std::optional<std::uint64_t> room = kEnough) {
  return UnlockKeyfile(KeyfileBytes(vector), SecretString(password), "/w/ci", room);
}

Failure RefusalOf(const Result<SecretString>& unlocked) {
  return unlocked.ok() ? Failure() : unlocked.failure();
}

// The hotkey in an encrypted vector; its own password opens it, through the whole of a wallet.
void ExpectReads(const nlohmann::json& vector) {
  SCOPED_TRACE(vector["id"].get<std::string>());
  const TempFolder home;
  const std::string wallet = home / ".bittensor/wallets/w";
  std::filesystem::create_directories(wallet + "/hotkeys");
  WriteText(wallet + "/hotkeys/h", KeyfileBytes(vector));
  const Result<WalletHotkey> key =
      ReadWalletHotkey({"", "w", "h", home.path()}, SecretString(vector["password"].get<std::string>()),
                       ColdkeyNeed::kIfThere);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->hotkey->ss58_address(), vector["expect"]["ss58"].get<std::string>());
  EXPECT_EQ(key->secret_hex.Reveal(), vector["expect"]["seed_hex"].get<std::string>());
}

void ExpectWrongPassword(const nlohmann::json& vector, const std::string& password) {
  SCOPED_TRACE(vector["id"].get<std::string>());
  const Failure failure = RefusalOf(Unlock(vector, password));
  EXPECT_EQ(failure.reason, Reason::kWalletPasswordWrong);
  EXPECT_EQ(failure.violations.at(0).field, "hotkey_password");
  EXPECT_THAT(failure.message, AllOf(HasSubstr("/w/ci"), testing::Not(HasSubstr(password))));
}

// One test for all that take 512 MiB, so that they do not run side by side.
TEST(UnlockKeyfile, BtwalletFilesOpenWithTheirPasswordsAndNoOther) {
  ExpectReads(KeyfileVector("encrypted", "nacl-00"));
  ExpectReads(KeyfileVector("encrypted", "nacl-01"));
  const nlohmann::json wrong = KeyfileVector("encrypted_refuse", "enc-bad-00");
  ExpectWrongPassword(wrong, wrong["password"]);
}

TEST(UnlockKeyfile, FernetFilesOpenWithTheirPasswords) {
  ExpectReads(KeyfileVector("encrypted", "legacy-00"));
}

TEST(UnlockKeyfile, AnsibleFilesOpenWithTheirPasswordsAndNoOther) {
  const nlohmann::json good = KeyfileVector("encrypted", "ansible-00");
  ExpectReads(good);
  ExpectWrongPassword(good, "thisisafakepassworD");
  const nlohmann::json changed = KeyfileVector("encrypted_refuse", "enc-bad-04");
  ExpectWrongPassword(changed, changed["password"]);
}

TEST(UnlockKeyfile, WithoutAPasswordEveryFormIsLocked) {
  for (const nlohmann::json& vector : KeyfileVectors()["encrypted"]) {
    const Failure failure = RefusalOf(Unlock(vector, ""));
    EXPECT_EQ(failure.reason, Reason::kWalletLocked) << vector["id"];
    EXPECT_THAT(failure.message, HasSubstr("no password was given"));
    ExpectNoCliCommand(failure);
  }
}

TEST(UnlockKeyfile, ADamagedFileIsNotTheFaultOfThePassword) {
  const nlohmann::json cut = KeyfileVector("encrypted_refuse", "enc-bad-03");
  for (const std::string& password : {std::string(), cut["password"].get<std::string>()}) {
    const Failure failure = RefusalOf(Unlock(cut, password));
    EXPECT_EQ(failure.reason, Reason::kWalletUnusable);
    EXPECT_THAT(failure.message, HasSubstr("cut short"));
  }
}

TEST(UnlockKeyfile, SaysThatItNeedsMoreMemoryThanThereIs) {
  const Failure failure =
      RefusalOf(Unlock(KeyfileVector("encrypted", "nacl-00"), "any", std::uint64_t{100} << 20U));
  EXPECT_EQ(failure.reason, Reason::kWalletUnusable);
  EXPECT_THAT(failure.message, AllOf(HasSubstr("needs 512 MiB"), HasSubstr("there are 100 MiB")));
  // The other forms need next to none.
  const nlohmann::json ansible = KeyfileVector("encrypted", "ansible-00");
  EXPECT_TRUE(Unlock(ansible, ansible["password"].get<std::string>(), 0).ok());
}

}  // namespace
}  // namespace chutesd::wallet
