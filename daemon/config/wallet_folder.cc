#include "daemon/config/wallet_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::config {
namespace {

constexpr std::string_view kDefaultWallets = "~/.bittensor/wallets";

}  // namespace

Result<std::string> WalletsPathOf(std::string path, const std::string& home) {
  if (path.empty()) path = kDefaultWallets;
  if (path.find('\0') != std::string::npos) return FailField("wallets_path", "has a NUL in it");
  if (path == "~" || path.starts_with("~/")) {
    if (home.empty()) return FailField("wallets_path", "has a `~`, but there is no home folder");
    path = home + path.substr(1);
  }
  if (!path.starts_with('/')) return FailField("wallets_path", "is not an absolute path");
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool IsFolder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Status WalletNotFound(std::string message, std::string next_step) {
  Failure failure;
  failure.reason = Reason::kWalletNotFound;
  failure.message = std::move(message);
  failure.next_step = std::move(next_step);
  return failure;
}

Status NoWalletsFolder(const std::string& wallets_path) {
  return WalletNotFound(fmt::format("there is no wallets folder {}", wallets_path),
                        fmt::format("name another folder, or {}", kMakeWallet));
}

}  // namespace chutesd::config
