#include "daemon/wallet/wallet_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "daemon/base/secret_file.h"
#include "daemon/wallet/keyfile.h"

namespace chutesd::wallet {
namespace {

constexpr std::string_view kDefaultWallets = "~/.bittensor/wallets";
constexpr std::size_t kMaxWalletFile = std::size_t{64} << 10U;
constexpr std::size_t kMaxEntries = 1000;
constexpr std::size_t kMaxName = 255;  // NAME_MAX

bool Exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// The names in `folder` that `accept` takes (it gets the path).
template <typename Accept>
std::vector<std::string> NamesIn(const std::string& folder, Accept accept) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (std::size_t count = 0; !error && entry != std::filesystem::directory_iterator() && count < kMaxEntries;
       ++count, entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (ProblemOfName(name).empty() && accept(entry->path().string())) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool MeansAbsent(int error) { return error == ENOENT || error == ENOTDIR; }

// What is wrong with a file that ReadFile could not read.
std::string ProblemOf(int error) {
  return error == EFBIG ? "is larger than 64 KiB, so it is no keyfile"
                        : fmt::format("cannot be read: {}", ErrnoText(error));
}

Failure CannotRead(const std::string& path, int error) {
  Failure failure = MeansAbsent(error)
                        ? WalletNotFound(fmt::format("there is no {}", path), "")
                        : Failure{Reason::kWalletUnusable, fmt::format("{} {}", path, ProblemOf(error))};
  return std::move(failure).With(fact::kPath, path);
}

// 0 or an errno.
int ReadFile(const std::string& path, WalletFile& file) {
  support::UniqueFd fd;
  struct stat info {};
  int error = OpenToRead(path, fd, info);
  if (error == 0 && !S_ISREG(info.st_mode)) error = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
  if (error == 0) error = ReadToEnd(fd.get(), kMaxWalletFile, file.text);
  if (error == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    const std::string mode = fmt::format("{:04o}", info.st_mode & 07777U);
    file.warning = Warning{code::kWalletReadable,
                           fmt::format("{} can be read or changed by other users (mode {})", path, mode),
                           {{fact::kPath, path}, {fact::kMode, mode}}};
  }
  return error;
}

// Nothing for a file that is no hotkey.
std::optional<HotkeySummary> SurveyHotkey(const std::string& folder, const std::string& name) {
  const std::string path = fmt::format("{}/{}", folder, name);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  HotkeySummary hotkey;
  hotkey.name = name;
  WalletFile file;
  if (const int error = ReadFile(path, file); error != 0) {
    hotkey.problem = ProblemOf(error);
    return hotkey;
  }
  const KeyfileKind kind = KindOfKeyfile(file.text.Reveal());
  if (kind == KeyfileKind::kOther) return std::nullopt;
  if (kind == KeyfileKind::kEncrypted) {
    hotkey.storage = HotkeyStorage::kEncrypted;
    hotkey.ss58_address = ReadPublicKeyfile(path + "pub.txt").value_or("");
    return hotkey;
  }
  hotkey.storage = HotkeyStorage::kPlain;
  // The list says whose problem it is.
  const Result<KeyfileHotkey> key = ParseHotkeyFile(file.text.Reveal(), "");
  if (key.ok()) {
    hotkey.ss58_address = key->hotkey->ss58_address();
  } else {
    hotkey.problem = key.failure().message;
  }
  return hotkey;
}

WalletSummary SurveyWallet(const std::string& folder, std::string name) {
  WalletSummary wallet;
  wallet.name = std::move(name);
  const std::string hotkeys = folder + "/hotkeys";
  for (const std::string& file : NamesIn(hotkeys, [](const std::string&) { return true; })) {
    if (std::optional<HotkeySummary> hotkey = SurveyHotkey(hotkeys, file)) {
      wallet.hotkeys.push_back(*std::move(hotkey));
    }
  }
  constexpr char kColdkey[] = "coldkeypub.txt";
  WalletFile coldkey;
  if (const int error = ReadFile(fmt::format("{}/{}", folder, kColdkey), coldkey); MeansAbsent(error)) {
    wallet.problem = "has no coldkeypub.txt, which tells its coldkey's address";
  } else if (error != 0) {
    wallet.problem = fmt::format("{}: {}", kColdkey, ProblemOf(error));
  } else {
    const Result<std::string> address = ParsePublicKeyfile(coldkey.text.Reveal(), kColdkey);
    wallet.coldkey_ss58_address = address.value_or("");
    if (!address.ok()) wallet.problem = address.failure().message;
  }
  if (wallet.hotkeys.empty()) {
    wallet.problem += fmt::format("{}has no hotkey", wallet.problem.empty() ? "" : "; ");
  }
  return wallet;
}

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
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

Failure WalletNotFound(std::string message, std::string next_step) {
  return {Reason::kWalletNotFound, std::move(message), std::move(next_step)};
}

Failure NoWalletsFolder(const std::string& wallets_path) {
  return WalletNotFound(fmt::format("there is no wallets folder {}", wallets_path),
                        fmt::format("name another folder, or {}", kMakeWallet));
}

std::vector<std::string> ListWallets(const std::string& wallets_path) {
  return NamesIn(wallets_path, [](const std::string& path) {
    return Exists(path + "/coldkeypub.txt") || Exists(path + "/coldkey") || Exists(path + "/hotkeys/");
  });
}

std::vector<std::string> ListHotkeys(const std::string& hotkeys_path) {
  return NamesIn(hotkeys_path, [](const std::string& path) {
    const Result<WalletFile> file = ReadWalletFile(path);
    if (!file.ok()) return false;
    const KeyfileKind kind = KindOfKeyfile(file->text.Reveal());
    return kind == KeyfileKind::kSecret || kind == KeyfileKind::kEncrypted;
  });
}

std::string_view ProblemOfName(const std::string& name) {
  if (name.empty()) return "is empty";
  if (name.size() > kMaxName) return "is longer than 255 bytes";
  if (name.front() == '.') return "must not start with a dot";
  if (name.find('/') != std::string::npos) return "must be a name, not a path";
  const bool has_control = std::any_of(name.begin(), name.end(), absl::ascii_iscntrl);
  return has_control ? "has a control character in it" : "";
}

Result<WalletFile> ReadWalletFile(const std::string& path) {
  WalletFile file;
  if (const int error = ReadFile(path, file); error != 0) return CannotRead(path, error);
  return file;
}

Result<std::string> ReadPublicKeyfile(const std::string& path) {
  const Result<WalletFile> file = ReadWalletFile(path);
  if (!file.ok()) return file.status();
  return ParsePublicKeyfile(file->text.Reveal(), path);
}

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
