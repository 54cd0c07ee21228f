#include "daemon/config/wallet_listing.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <system_error>

#include "daemon/config/file_access.h"
#include "daemon/config/wallet_file.h"
#include "daemon/config/wallet_keyfile.h"

namespace chutesd::config {
namespace {

constexpr std::size_t kMaxEntries = 1000;
constexpr std::size_t kMaxName = 255;  // NAME_MAX

bool Exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

// The names in `folder` that `accept` takes (it gets the path).
std::vector<std::string> NamesIn(const std::string& folder,
                                 const std::function<bool(const std::string&)>& accept) {
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

}  // namespace

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

std::vector<std::string> ListFiles(const std::string& folder) {
  return NamesIn(folder, [](const std::string&) { return true; });
}

std::string ProblemOfName(const std::string& name) {
  if (name.empty()) return "is empty";
  if (name.size() > kMaxName) return "is longer than 255 bytes";
  if (name.front() == '.') return "must not start with a dot";
  if (name.find('/') != std::string::npos) return "must be a name, not a path";
  const bool has_control = std::any_of(
      name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return has_control ? "has a control character in it" : "";
}

}  // namespace chutesd::config
