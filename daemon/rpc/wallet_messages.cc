#include "daemon/rpc/wallet_messages.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/rpc/selector_messages.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostWalletsPathBytes = 4096;
constexpr std::size_t kMostPasswordBytes = 1024;

Status CheckFileName(std::string_view field, const std::string& name) {
  if (name.empty()) return FailField(field, "is empty", fmt::format("give the name of the {}", field));
  if (name.front() == '.' || name.find('/') != std::string::npos || name.find('\0') != std::string::npos ||
      name.size() > 255) {
    return FailField(field, "must be a plain file name: no '/', not starting with '.'");
  }
  return OkStatus();
}

v1::HotkeyStorage StorageMessage(wallet::HotkeyStorage storage) {
  switch (storage) {
    case wallet::HotkeyStorage::kPlain:
      return v1::HOTKEY_STORAGE_PLAIN;
    case wallet::HotkeyStorage::kEncrypted:
      return v1::HOTKEY_STORAGE_ENCRYPTED;
    case wallet::HotkeyStorage::kUnknown:
      break;
  }
  return v1::HOTKEY_STORAGE_UNSPECIFIED;
}

}  // namespace

Status CheckWalletsPath(const std::string& path) {
  if (path.size() > kMostWalletsPathBytes || path.find('\0') != std::string::npos) {
    return FailField("wallets_path", "is not a path");
  }
  if (!path.empty() && path.front() != '/') {
    return FailField("wallets_path", fmt::format("'{}' is not an absolute path", path),
                     "the daemon has another working directory: send the whole path");
  }
  return OkStatus();
}

Status CheckWalletChoice(const ops::WalletChoice& choice) {
  if (auto status = CheckFileName("wallet", choice.wallet); !status.ok()) return status;
  if (auto status = CheckFileName("hotkey", choice.hotkey); !status.ok()) return status;
  if (auto status = CheckWalletsPath(choice.wallets_path); !status.ok()) return status;
  if (choice.password.size() > kMostPasswordBytes) {
    return FailField("hotkey_password", fmt::format("is longer than {} bytes", kMostPasswordBytes));
  }
  return OkStatus();
}

Result<ops::ListWalletsArgs> ListWalletsArgsFrom(const v1::ListWalletsRequest& request) {
  // Of no use here, but a client with a bug in it learns of it.
  if (auto selector = SelectorFrom(request.session()); !selector.ok()) return selector.status();
  if (auto status = CheckWalletsPath(request.wallets_path()); !status.ok()) return status;
  return ops::ListWalletsArgs{request.wallets_path()};
}

void FillWallets(const wallet::WalletSurvey& survey, v1::ListWalletsResponse& response) {
  response.set_wallets_path(survey.wallets_path);
  for (const wallet::WalletSummary& wallet : survey.wallets) {
    v1::Wallet& message = *response.add_wallets();
    message.set_name(wallet.name);
    message.set_coldkey_ss58_address(wallet.coldkey_ss58_address);
    message.set_problem(wallet.problem);
    for (const wallet::HotkeySummary& hotkey : wallet.hotkeys) {
      v1::WalletHotkey& entry = *message.add_hotkeys();
      entry.set_name(hotkey.name);
      entry.set_ss58_address(hotkey.ss58_address);
      entry.set_storage(StorageMessage(hotkey.storage));
      entry.set_problem(hotkey.problem);
    }
  }
}

}  // namespace chutesd::rpc
