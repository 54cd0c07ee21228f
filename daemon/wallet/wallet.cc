#include "daemon/wallet/wallet.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <utility>

#include "daemon/crypto/encrypted_keyfile.h"
#include "daemon/wallet/keyfile.h"
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

using crypto::EncryptedKeyfile;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20U;
// For all else that goes on in the meantime.
constexpr std::uint64_t kReserve = 32 * kMiB;

std::string TextOf(const std::string& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The number after white space at the start of `text`.
std::optional<std::uint64_t> NumberIn(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

// What stands behind `name` on the line of `text` that begins with it; empty if there is none.
std::string_view Behind(std::string_view name, std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(name)) return line.substr(name.size());
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return "";
}

// What one control group leaves; nothing if it has no limit.
std::optional<std::uint64_t> RoomInGroup(const std::string& group) {
  const std::optional<std::uint64_t> most = NumberIn(TextOf(group + "/memory.max"));
  const std::optional<std::uint64_t> used = NumberIn(TextOf(group + "/memory.current"));
  if (!most || !used) return std::nullopt;
  // File pages that nobody used lately are given up at once.
  const std::uint64_t spare =
      std::min(NumberIn(Behind("inactive_file ", TextOf(group + "/memory.stat"))).value_or(0), *used);
  return *most - std::min(*most, *used - spare);
}

Failure NoMemory(const std::string& path, const EncryptedKeyfile& file,
                 std::optional<std::uint64_t> memory_room) {
  const std::string there =
      memory_room ? fmt::format("there are {} MiB", *memory_room / kMiB) : "there is not so much";
  return {
      Reason::kWalletUnusable,
      fmt::format("{}: opening it needs {} MiB of memory, and {}", path, file.memory / kMiB, there),
      "end other programs or raise the limit that chutesd runs under (free -m, MemoryMax=), then try again"};
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

std::optional<std::uint64_t> MemoryRoom(const std::string& root) {
  std::optional<std::uint64_t> room = NumberIn(Behind("MemAvailable:", TextOf(root + "/proc/meminfo")));
  if (room) *room *= 1024;
  // This process's group in the unified hierarchy; every one above has its own limit.
  std::string path(Behind("0::", TextOf(root + "/proc/self/cgroup")));
  for (; !path.empty(); path.resize(path.rfind('/'))) {
    const std::string group = root + "/sys/fs/cgroup" + (path == "/" ? "" : path);
    if (const auto left = RoomInGroup(group)) room = std::min(room.value_or(*left), *left);
    if (path.rfind('/') == std::string::npos) break;
  }
  return room;
}

Result<SecretString> UnlockKeyfile(std::string_view text, const SecretString& password,
                                   const std::string& path, std::optional<std::uint64_t> memory_room) {
  const Result<EncryptedKeyfile> parsed = crypto::ParseEncryptedKeyfile(text);
  if (!parsed.ok()) {
    return Failure{Reason::kWalletUnusable, fmt::format("{}: {}", path, parsed.failure().message),
                   "recreate the file from its phrase: btcli wallet regen-hotkey"};
  }
  const EncryptedKeyfile& file = *parsed;
  if (password.empty()) {
    return Fail(Reason::kWalletLocked,
                fmt::format("{}: is encrypted, by {}, and no password was given", path, file.writer));
  }
  // The kernel would promise the memory, and then kill someone for it.
  const bool is_tight = memory_room && *memory_room < file.memory + kReserve;
  if (file.memory > 0 && is_tight) return NoMemory(path, file, memory_room);
  const Result<SecretBytes> key = file.derive_key(password.Reveal());
  if (!key.ok()) return NoMemory(path, file, std::nullopt);
  std::optional<SecretString> plain = file.open(key->Reveal());
  if (plain) return *std::move(plain);
  Failure failure{Reason::kWalletPasswordWrong,
                  fmt::format("{}: this password does not open it, or the file is damaged", path),
                  "type the password again"};
  failure.violations.push_back({"hotkey_password", "does not open the hotkey's file"});
  return failure;
}

}  // namespace chutesd::wallet
