#include "daemon/config/wallet_unlock.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/crypto/encrypted_keyfile.h"

namespace chutesd::config {
namespace {

using crypto::EncryptedKeyfile;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20U;
// For all else that goes on in the meantime.
constexpr std::uint64_t kReserve = 32 * kMiB;

Failure WalletFailure(Reason reason, std::string message, std::string next_step) {
  Failure failure;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.next_step = std::move(next_step);
  return failure;
}

Status Damaged(const std::string& path, std::string_view problem) {
  return WalletFailure(Reason::kWalletUnusable, fmt::format("{}: {}", path, problem),
                       "make the file anew from its phrase: btcli wallet regen-hotkey");
}

Status Locked(const std::string& path, const EncryptedKeyfile& file) {
  return WalletFailure(Reason::kWalletLocked,
                       fmt::format("{}: is encrypted, by {}, and no password was given", path, file.writer()),
                       "");
}

Status PasswordWrong(const std::string& path) {
  Failure failure =
      WalletFailure(Reason::kWalletPasswordWrong,
                    fmt::format("{}: this password does not open it, or the file is damaged", path),
                    "type the password again");
  failure.violations.push_back({"hotkey_password", "does not open the hotkey's file"});
  return failure;
}

Status NoMemory(const std::string& path, const EncryptedKeyfile& file,
                std::optional<std::uint64_t> memory_room) {
  const std::string there =
      memory_room ? fmt::format("there are {} MiB", *memory_room / kMiB) : "there is not so much";
  return WalletFailure(
      Reason::kWalletUnusable,
      fmt::format("{}: opening it needs {} MiB of memory, and {}", path, file.memory() / kMiB, there),
      "end other programs or raise the limit that chutesd runs under (free -m, MemoryMax=), then try again");
}

}  // namespace

Result<SecretString> UnlockKeyfile(std::string_view text, const SecretString& password,
                                   const std::string& path, std::optional<std::uint64_t> memory_room) {
  const Result<std::unique_ptr<EncryptedKeyfile>> file = crypto::ParseEncryptedKeyfile(text);
  if (!file.ok()) return Damaged(path, std::string(file.status().message()));
  if (password.empty()) return Locked(path, **file);
  // The kernel would promise the memory, and then kill someone for it.
  const bool is_tight = memory_room && *memory_room < (*file)->memory() + kReserve;
  if ((*file)->memory() > 0 && is_tight) return NoMemory(path, **file, memory_room);
  const Result<SecretBytes> key = (*file)->DeriveKey(password.Reveal());
  if (!key.ok()) return NoMemory(path, **file, std::nullopt);
  std::optional<SecretString> plain = (*file)->Open(key->Reveal());
  if (!plain) return PasswordWrong(path);
  return *std::move(plain);
}

}  // namespace chutesd::config
