#include "daemon/wallet/survey.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "daemon/wallet/keyfile.h"
#include "daemon/wallet/wallet_files.h"

namespace chutesd::wallet {
namespace {

// What is wrong, without the path that the error begins with: the list says whose problem it is.
std::string ProblemIn(const Status& status, const std::string& path) {
  std::string message = status.failure().message;
  for (const std::string& prefix : {path + ": ", path + " "}) {
    if (message.starts_with(prefix)) return message.substr(prefix.size());
  }
  return message;
}

// Nothing for a file that is no hotkey.
std::optional<HotkeySummary> SurveyHotkey(const std::string& folder, const std::string& name) {
  const std::string path = fmt::format("{}/{}", folder, name);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  HotkeySummary hotkey;
  hotkey.name = name;
  const Result<WalletFile> file = ReadWalletFile(path);
  if (!file.ok()) {
    hotkey.problem = ProblemIn(file.status(), path);
    return hotkey;
  }
  switch (KindOfKeyfile(file->text.Reveal())) {
    case KeyfileKind::kSecret: {
      hotkey.storage = HotkeyStorage::kPlain;
      const Result<KeyfileHotkey> key = ParseHotkeyFile(file->text.Reveal(), path);
      if (key.ok()) {
        hotkey.ss58_address = key->hotkey->ss58_address();
      } else {
        hotkey.problem = ProblemIn(key.status(), path);
      }
      return hotkey;
    }
    case KeyfileKind::kEncrypted:
      hotkey.storage = HotkeyStorage::kEncrypted;
      hotkey.ss58_address = ReadPublicKeyfile(path + "pub.txt").value_or("");
      return hotkey;
    case KeyfileKind::kPublicOnly:
    case KeyfileKind::kOther:
      break;
  }
  return std::nullopt;
}

WalletSummary SurveyWallet(const std::string& folder, std::string name) {
  WalletSummary wallet;
  wallet.name = std::move(name);
  const std::string hotkeys = folder + "/hotkeys";
  for (const std::string& file : ListFiles(hotkeys)) {
    if (std::optional<HotkeySummary> hotkey = SurveyHotkey(hotkeys, file)) {
      wallet.hotkeys.push_back(*std::move(hotkey));
    }
  }
  const std::string coldkey_path = folder + "/coldkeypub.txt";
  const Result<std::string> coldkey = ReadPublicKeyfile(coldkey_path);
  if (coldkey.ok()) {
    wallet.coldkey_ss58_address = *coldkey;
  } else {
    wallet.problem = coldkey.failure().reason == Reason::kWalletNotFound
                         ? "has no coldkeypub.txt, which tells its coldkey's address"
                         : fmt::format("coldkeypub.txt: {}", ProblemIn(coldkey.status(), coldkey_path));
  }
  if (wallet.hotkeys.empty()) {
    wallet.problem += fmt::format("{}has no hotkey", wallet.problem.empty() ? "" : "; ");
  }
  return wallet;
}

}  // namespace

Result<WalletSurvey> SurveyWallets(const std::string& wallets_path, const std::string& home) {
  Result<std::string> path = WalletsPathOf(wallets_path, home);
  if (!path.ok()) return path.status();
  if (!IsFolder(*path)) return NoWalletsFolder(*path);
  WalletSurvey survey;
  for (std::string& name : ListWallets(*path)) {
    const std::string folder = fmt::format("{}/{}", *path, name);
    survey.wallets.push_back(SurveyWallet(folder, std::move(name)));
  }
  survey.wallets_path = *std::move(path);
  return survey;
}

}  // namespace chutesd::wallet
