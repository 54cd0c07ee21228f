#include "daemon/config/wallet.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/config/refusal.h"
#include "daemon/config/wallet_file.h"
#include "daemon/config/wallet_keyfile.h"
#include "daemon/config/wallet_listing.h"

namespace chutesd::config {
namespace {

constexpr std::string_view kDefaultWallets = "~/.bittensor/wallets";
constexpr std::size_t kShownNames = 10;

bool IsFolder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

absl::Status NotFound(std::string message, std::string next_step) {
  Failure failure;
  failure.reason = Reason::kWalletNotFound;
  failure.message = std::move(message);
  failure.next_step = std::move(next_step);
  return Fail(std::move(failure));
}

std::string Shown(const std::vector<std::string>& names) {
  if (names.empty()) return "none";
  std::string shown;
  for (std::size_t i = 0; i < names.size() && i < kShownNames; ++i) {
    shown += (i > 0 ? ", " : "") + names[i];
  }
  if (names.size() > kShownNames) shown += fmt::format(" and {} more", names.size() - kShownNames);
  return shown;
}

absl::StatusOr<std::string> WalletsPath(const WalletPlace& place) {
  std::string path = place.wallets_path.empty() ? std::string(kDefaultWallets) : place.wallets_path;
  if (path.find('\0') != std::string::npos) return FailField("wallets_path", "has a NUL in it");
  if (path == "~" || path.starts_with("~/")) {
    if (place.home.empty()) return FailField("wallets_path", "has a `~`, but there is no home folder");
    path = place.home + path.substr(1);
  }
  if (!path.starts_with('/')) return FailField("wallets_path", "is not an absolute path");
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::optional<absl::Status> ProblemOfPlace(const WalletPlace& place) {
  if (const std::string problem = ProblemOfName(place.wallet); !problem.empty()) {
    return FailField("wallet", problem, "name a wallet, such as --wallet default");
  }
  if (const std::string problem = ProblemOfName(place.hotkey); !problem.empty()) {
    return FailField("hotkey", problem, "name a hotkey, such as --hotkey default");
  }
  return std::nullopt;
}

absl::Status NoWallet(const std::string& wallets, const std::string& wallet) {
  if (!IsFolder(wallets)) {
    return NotFound(fmt::format("there is no wallets folder {}", wallets),
                    "name it with --wallets-path, or make a wallet: btcli wallet create");
  }
  const std::vector<std::string> there = ListWallets(wallets);
  return NotFound(
      fmt::format("there is no wallet '{}' in {}; wallets there: {}", wallet, wallets, Shown(there)),
      there.empty() ? std::string("make a wallet: btcli wallet create")
                    : fmt::format("choose one, such as --wallet {}", ShellWord(there.front())));
}

absl::Status NoHotkey(const std::string& folder, const WalletPlace& place) {
  const std::vector<std::string> there = ListHotkeys(folder + "/hotkeys");
  return NotFound(fmt::format("wallet '{}' has no hotkey '{}'; its hotkeys: {}", place.wallet, place.hotkey,
                              Shown(there)),
                  there.empty() ? fmt::format("make a hotkey: btcli wallet new-hotkey --wallet-name {}",
                                              ShellWord(place.wallet))
                                : fmt::format("choose one, such as --hotkey {}", ShellWord(there.front())));
}

bool IsMissing(const absl::Status& status) {
  const std::optional<Failure> failure = FailureOf(status);
  return failure && failure->reason == Reason::kWalletNotFound;
}

}  // namespace

absl::StatusOr<WalletHotkey> ReadWalletHotkey(const WalletPlace& place) {
  if (std::optional<absl::Status> problem = ProblemOfPlace(place)) return *std::move(problem);
  const absl::StatusOr<std::string> wallets = WalletsPath(place);
  if (!wallets.ok()) return wallets.status();
  const std::string folder = fmt::format("{}/{}", *wallets, place.wallet);
  if (!IsFolder(folder)) return NoWallet(*wallets, place.wallet);

  const std::string hotkey_path = fmt::format("{}/hotkeys/{}", folder, place.hotkey);
  const absl::StatusOr<WalletFile> hotkey_file = ReadWalletFile(hotkey_path);
  if (!hotkey_file.ok()) {
    return IsMissing(hotkey_file.status()) ? NoHotkey(folder, place) : hotkey_file.status();
  }
  absl::StatusOr<KeyfileHotkey> key = ParseHotkeyFile(hotkey_file->text.Reveal(), hotkey_path);
  if (!key.ok()) return key.status();

  const std::string coldkey_path = folder + "/coldkeypub.txt";
  const absl::StatusOr<WalletFile> coldkey_file = ReadWalletFile(coldkey_path);
  if (!coldkey_file.ok()) {
    if (!IsMissing(coldkey_file.status())) return coldkey_file.status();
    return NotFound(
        fmt::format("wallet '{}' has no coldkeypub.txt, which tells its coldkey's address", place.wallet),
        "make it from the address: btcli wallet regen-coldkeypub");
  }
  absl::StatusOr<std::string> coldkey = ParsePublicKeyfile(coldkey_file->text.Reveal(), coldkey_path);
  if (!coldkey.ok()) return coldkey.status();

  WalletHotkey result{std::move(key->hotkey), std::move(key->seed_hex), *std::move(coldkey), {}};
  if (!hotkey_file->warning.empty()) result.warnings.push_back(hotkey_file->warning);
  return result;
}

}  // namespace chutesd::config
