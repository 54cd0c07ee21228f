#include "daemon/config/wallet.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/base/memory_room.h"
#include "daemon/config/refusal.h"
#include "daemon/config/wallet_file.h"
#include "daemon/config/wallet_folder.h"
#include "daemon/config/wallet_keyfile.h"
#include "daemon/config/wallet_listing.h"
#include "daemon/config/wallet_unlock.h"

namespace chutesd::config {
namespace {

constexpr std::size_t kShownNames = 10;
constexpr std::string_view kMakeColdkeyFile = "make it from the address: btcli wallet regen-coldkeypub";

std::string Shown(const std::vector<std::string>& names) {
  if (names.empty()) return "none";
  std::string shown;
  for (std::size_t i = 0; i < names.size() && i < kShownNames; ++i) {
    shown += (i > 0 ? ", " : "") + names[i];
  }
  if (names.size() > kShownNames) shown += fmt::format(" and {} more", names.size() - kShownNames);
  return shown;
}

std::optional<Status> ProblemOfPlace(const WalletPlace& place) {
  if (const std::string problem = ProblemOfName(place.wallet); !problem.empty()) {
    return FailField("wallet", problem);
  }
  if (const std::string problem = ProblemOfName(place.hotkey); !problem.empty()) {
    return FailField("hotkey", problem);
  }
  return std::nullopt;
}

Status NoWallet(const std::string& wallets, const std::string& wallet) {
  if (!IsFolder(wallets)) return NoWalletsFolder(wallets);
  const std::vector<std::string> there = ListWallets(wallets);
  return WalletNotFound(
      fmt::format("there is no wallet '{}' in {}; wallets there: {}", wallet, wallets, Shown(there)),
      there.empty() ? std::string(kMakeWallet)
                    : fmt::format("choose one of them, such as '{}'", there.front()));
}

Status NoHotkeyNamed(const std::string& folder, const WalletPlace& place) {
  const std::vector<std::string> there = ListHotkeys(folder + "/hotkeys");
  return WalletNotFound(fmt::format("wallet '{}' has no hotkey '{}'; its hotkeys: {}", place.wallet,
                                    place.hotkey, Shown(there)),
                        there.empty() ? std::string("make a hotkey in it: btcli wallet new-hotkey")
                                      : fmt::format("choose one of them, such as '{}'", there.front()));
}

bool IsMissing(const Status& status) {
  const std::optional<Failure> failure = FailureOf(status);
  return failure && failure->reason == Reason::kWalletNotFound;
}

Status NoColdkey(const std::string& wallet, const std::string& path) {
  const Status status = WalletNotFound(
      fmt::format("wallet '{}' has no coldkeypub.txt, which tells its coldkey's address", wallet),
      std::string(kMakeColdkeyFile));
  return Failure(status.failure()).With(fact::kWallet, wallet).With(fact::kPath, path);
}

// The same problem as a warning.
Warning WarningOf(const Failure& failure) { return {code::kColdkeyUnknown, failure.message, failure.facts}; }

}  // namespace

Result<WalletHotkey> ReadWalletHotkey(const WalletPlace& place, const SecretString& password,
                                      ColdkeyNeed coldkey_need) {
  if (std::optional<Status> problem = ProblemOfPlace(place)) return *std::move(problem);
  const Result<std::string> wallets = WalletsPathOf(place.wallets_path, place.home);
  if (!wallets.ok()) return wallets.status();
  const std::string folder = fmt::format("{}/{}", *wallets, place.wallet);
  if (!IsFolder(folder)) return NoWallet(*wallets, place.wallet);

  // First what takes no time.
  WalletHotkey result;
  const std::string coldkey_path = folder + "/coldkeypub.txt";
  Result<std::string> coldkey = ReadColdkeyAddress(coldkey_path);
  if (!coldkey.ok() && IsMissing(coldkey.status())) coldkey = NoColdkey(place.wallet, coldkey_path);
  const std::string hotkey_path = fmt::format("{}/hotkeys/{}", folder, place.hotkey);
  const Result<WalletFile> hotkey_file = ReadWalletFile(hotkey_path);
  if (!hotkey_file.ok()) {
    return IsMissing(hotkey_file.status()) ? NoHotkeyNamed(folder, place) : hotkey_file.status();
  }
  if (hotkey_file->warning) result.warnings.push_back(*hotkey_file->warning);
  if (coldkey.ok()) {
    result.coldkey_ss58_address = *std::move(coldkey);
  } else if (coldkey_need == ColdkeyNeed::kRequired) {
    return coldkey.status();
  } else {
    result.warnings.push_back(WarningOf(coldkey.failure()));
  }

  const Result<SecretString> unlocked =
      KindOfKeyfile(hotkey_file->text.Reveal()) == KeyfileKind::kEncrypted
          ? UnlockKeyfile(hotkey_file->text.Reveal(), password, hotkey_path, MemoryRoom())
          : hotkey_file->text.Copy();
  if (!unlocked.ok()) return unlocked.status();
  Result<KeyfileHotkey> key = ParseHotkeyFile(unlocked->Reveal(), hotkey_path);
  if (!key.ok()) return key.status();
  result.hotkey = std::move(key->hotkey);
  result.secret_hex = std::move(key->secret_hex);
  return result;
}

}  // namespace chutesd::config
