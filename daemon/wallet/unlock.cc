#include "daemon/wallet/unlock.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <utility>

#include "daemon/crypto/encrypted_keyfile.h"

namespace chutesd::wallet {
namespace {

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

// The number on the line of `text` that begins with `name`.
std::optional<std::uint64_t> NumberOn(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(name)) return NumberIn(line.substr(name.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return std::nullopt;
}

// What one control group leaves; nothing if it has no limit.
std::optional<std::uint64_t> RoomInGroup(const std::string& group) {
  const std::optional<std::uint64_t> most = NumberIn(TextOf(group + "/memory.max"));
  const std::optional<std::uint64_t> used = NumberIn(TextOf(group + "/memory.current"));
  if (!most || !used) return std::nullopt;
  // File pages that nobody used lately are given up at once.
  const std::uint64_t spare =
      std::min(NumberOn(TextOf(group + "/memory.stat"), "inactive_file ").value_or(0), *used);
  return *most - std::min(*most, *used - spare);
}

// The path of this process's group in the unified hierarchy.
std::string GroupPath(const std::string& root) {
  const std::string groups = TextOf(root + "/proc/self/cgroup");
  const std::string_view mark = "0::";
  std::size_t at = groups.starts_with(mark) ? 0 : groups.find("\n0::");
  if (at == std::string::npos) return "";
  at = groups.find(mark, at) + mark.size();
  return groups.substr(at, groups.find('\n', at) - at);
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

std::optional<std::uint64_t> MemoryRoom(const std::string& root) {
  std::optional<std::uint64_t> room = NumberOn(TextOf(root + "/proc/meminfo"), "MemAvailable:");
  if (room) *room *= 1024;
  // Every group above has its own limit.
  for (std::string path = GroupPath(root); !path.empty(); path.resize(path.rfind('/'))) {
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
