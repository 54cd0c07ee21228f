#include "daemon/wallet/wallet.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <utility>

#include "daemon/wallet/keyfile.h"
#include "daemon/wallet/unlock.h"
#include "daemon/wallet/wallet_files.h"

namespace chutesd::wallet {
namespace {

using Names = std::vector<std::string>;

std::string Shown(const Names& names) {
  constexpr std::size_t kShown = 10;
  if (names.empty()) return "none";
  if (names.size() <= kShown) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + kShown, ", "),
                     names.size() - kShown);
}

std::string ChooseOneOf(const Names& there, std::string_view or_make_one) {
  return there.empty() ? std::string(or_make_one)
                       : fmt::format("choose one of them, such as '{}'", there.front());
}

Failure NoWallet(const std::string& wallets, const std::string& wallet) {
  if (!IsFolder(wallets)) return NoWalletsFolder(wallets);
  const Names there = ListWallets(wallets);
  return WalletNotFound(
      fmt::format("there is no wallet '{}' in {}; wallets there: {}", wallet, wallets, Shown(there)),
      ChooseOneOf(there, kMakeWallet));
}

Failure NoHotkey(const std::string& folder, const WalletPlace& place) {
  const Names there = ListHotkeys(folder + "/hotkeys");
  return WalletNotFound(fmt::format("wallet '{}' has no hotkey '{}'; its hotkeys: {}", place.wallet,
                                    place.hotkey, Shown(there)),
                        ChooseOneOf(there, "make a hotkey in it: btcli wallet new-hotkey"));
}

Failure NoColdkey(const std::string& wallet, const std::string& path) {
  return WalletNotFound(
             fmt::format("wallet '{}' has no coldkeypub.txt, which tells its coldkey's address", wallet),
             "recreate it from the address: btcli wallet regen-coldkeypub")
      .With(fact::kWallet, wallet)
      .With(fact::kPath, path);
}

template <typename T>
bool IsMissing(const Result<T>& result) {
  return !result.ok() && result.failure().reason == Reason::kWalletNotFound;
}

}  // namespace

Result<WalletHotkey> ReadWalletHotkey(const WalletPlace& place, const SecretString& password,
                                      ColdkeyNeed coldkey_need) {
  for (const auto& [field, name] : {std::pair("wallet", &place.wallet), std::pair("hotkey", &place.hotkey)}) {
    const std::string_view problem = ProblemOfName(*name);
    if (!problem.empty()) return FailField(field, problem);
  }
  const Result<std::string> wallets = WalletsPathOf(place.wallets_path, place.home);
  if (!wallets.ok()) return wallets.status();
  const std::string folder = fmt::format("{}/{}", *wallets, place.wallet);
  if (!IsFolder(folder)) return NoWallet(*wallets, place.wallet);

  // First what takes no time.
  WalletHotkey result;
  const std::string coldkey_path = folder + "/coldkeypub.txt";
  Result<std::string> coldkey = ReadPublicKeyfile(coldkey_path);
  if (IsMissing(coldkey)) coldkey = NoColdkey(place.wallet, coldkey_path);
  const std::string hotkey_path = fmt::format("{}/hotkeys/{}", folder, place.hotkey);
  const Result<WalletFile> file = ReadWalletFile(hotkey_path);
  if (IsMissing(file)) return NoHotkey(folder, place);
  if (!file.ok()) return file.status();
  if (file->warning) result.warnings.push_back(*file->warning);
  if (coldkey.ok()) {
    result.coldkey_ss58_address = *std::move(coldkey);
  } else if (coldkey_need == ColdkeyNeed::kRequired) {
    return coldkey.status();
  } else {
    const Failure& failure = coldkey.failure();
    result.warnings.push_back({code::kColdkeyUnknown, failure.message, failure.facts});
  }

  const std::string_view text = file->text.Reveal();
  const Result<SecretString> unlocked = KindOfKeyfile(text) == KeyfileKind::kEncrypted
                                            ? UnlockKeyfile(text, password, hotkey_path, MemoryRoom())
                                            : file->text.Copy();
  if (!unlocked.ok()) return unlocked.status();
  Result<KeyfileHotkey> key = ParseHotkeyFile(unlocked->Reveal(), hotkey_path);
  if (!key.ok()) return key.status();
  result.hotkey = std::move(key->hotkey);
  result.secret_hex = std::move(key->secret_hex);
  return result;
}

}  // namespace chutesd::wallet
