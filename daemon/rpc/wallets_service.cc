#include "daemon/rpc/wallets_service.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/rpc/common_messages.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostWalletsPathBytes = 4096;
constexpr std::size_t kMostPasswordBytes = 1024;

void CheckFileName(std::string_view field, const std::string& name, FieldErrors& errors) {
  if (name.empty()) {
    errors.Add(field, "is empty", fmt::format("give the name of the {}", field));
  } else if (name.front() == '.' || name.find('/') != std::string::npos ||
             name.find('\0') != std::string::npos || name.size() > 255) {
    errors.Add(field, "must be a plain file name: no '/', not starting with '.'");
  }
}

v1::HotkeyStorage StorageMessage(wallet::HotkeyStorage storage) {
  if (storage == wallet::HotkeyStorage::kPlain) return v1::HOTKEY_STORAGE_PLAIN;
  if (storage == wallet::HotkeyStorage::kEncrypted) return v1::HOTKEY_STORAGE_ENCRYPTED;
  return v1::HOTKEY_STORAGE_UNSPECIFIED;
}

}  // namespace

void CheckWalletsPath(const std::string& path, FieldErrors& errors) {
  if (path.size() > kMostWalletsPathBytes || path.find('\0') != std::string::npos) {
    errors.Add("wallets_path", "is not a path");
  } else if (!path.empty() && path.front() != '/') {
    errors.Add("wallets_path", fmt::format("'{}' is not an absolute path", path),
               "the daemon has another working directory: send the whole path");
  }
}

void CheckWalletChoice(const ops::WalletChoice& choice, FieldErrors& errors) {
  CheckFileName("wallet", choice.wallet, errors);
  CheckFileName("hotkey", choice.hotkey, errors);
  CheckWalletsPath(choice.wallets_path, errors);
  if (choice.password.size() > kMostPasswordBytes) {
    errors.Add("hotkey_password", fmt::format("is longer than {} bytes", kMostPasswordBytes));
  }
}

Result<std::string> WalletsPathFrom(const v1::ListWalletsRequest& request) {
  FieldErrors errors;
  // Not needed here, but a client with a bug in it learns of it.
  errors.Add(SelectorFrom(request.session()).status());
  CheckWalletsPath(request.wallets_path(), errors);
  return errors.Or(request.wallets_path());
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

Reactor* WalletsService::ListWallets(ServerContext* context, const v1::ListWalletsRequest* request,
                                     v1::ListWalletsResponse* response) {
  using Pending = asio::awaitable<Result<wallet::WalletSurvey>>;
  return runner_.RunOnLoop(
      context, request, response, WalletsPathFrom(*request),
      [this](const std::shared_ptr<UnaryCall::Handle>&, CallContext ctx, std::string wallets_path) {
        return Result<Pending>(wallets_.List(std::move(ctx), std::move(wallets_path)));
      },
      FillWallets);
}

}  // namespace chutesd::rpc
