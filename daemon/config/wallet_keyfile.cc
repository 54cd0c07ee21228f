#include "daemon/config/wallet_keyfile.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/codec/json_reader.h"
#include "daemon/config/wallet_file.h"
#include "daemon/crypto/key_types.h"
#include "daemon/crypto/secret_hex.h"
#include "daemon/crypto/ss58.h"

namespace chutesd::config {
namespace {

using codec::JsonReader;

constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kPrivateKeyBytes = 64;
constexpr std::int64_t kSr25519 = 1;  // btwallet's `cryptoType`; 0 is ed25519

constexpr std::string_view kAnotherHotkey =
    "choose another hotkey, or make one with `btcli wallet new-hotkey`";
constexpr std::string_view kRegenerate = "make the file anew from its phrase: btcli wallet regen-hotkey";

absl::Status Unusable(const std::string& path, std::string_view problem, std::string_view next_step) {
  Failure failure;
  failure.reason = Reason::kWalletUnusable;
  failure.message = fmt::format("{}: {}", path, problem);
  failure.next_step = std::string(next_step);
  return Fail(std::move(failure));
}

// The tool that encrypted it; empty if it is not encrypted.
std::string_view EncryptionOf(std::string_view text) {
  if (text.starts_with("$NACL")) return "btwallet ($NACL)";
  if (text.starts_with("$ANSIBLE_VAULT")) return "Ansible Vault";
  if (text.starts_with("gAAAAA")) return "an old wallet (Fernet)";
  return "";
}

bool IsText(const JsonReader& json, std::string_view name) {
  return json.KindOf(name) == JsonReader::Kind::kText;
}

bool HasSecret(const JsonReader& json) {
  return IsText(json, "secretSeed") || IsText(json, "secretPhrase") || IsText(json, "privateKey");
}

SecretString HexOf(std::span<const std::uint8_t> bytes) {
  std::array<char, 2 * kSeedBytes + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  SecretString text(std::string_view(hex.data(), 2 * kSeedBytes));
  sodium_memzero(hex.data(), hex.size());
  return text;
}

// Whether `hex` (with or without 0x) are the digits of `key`.
bool IsHexOf(std::string_view hex, const crypto::PublicKey& key) {
  if (hex.starts_with("0x") || hex.starts_with("0X")) hex.remove_prefix(2);
  crypto::PublicKey bytes{};
  std::size_t size = 0;
  return sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr) == 0 &&
         size == bytes.size() && hex.size() == 2 * size && bytes == key;
}

// Names the first public member that does not belong to `key`; empty if all do.
std::string_view ContradictionTo(const crypto::PublicKey& key, JsonReader& json) {
  for (const std::string_view name : {"publicKey", "accountId"}) {
    const std::optional<std::string> hex = json.OptionalString(name);
    if (hex && !IsHexOf(*hex, key)) return name;
  }
  const std::optional<std::string> address = json.OptionalString("ss58Address");
  return address && *address != crypto::EncodeSs58(key) ? "ss58Address" : "";
}

absl::Status CheckPrivateKey(const SecretString& digits, const crypto::Hotkey& hotkey,
                             const std::string& path) {
  const absl::StatusOr<SecretBytes> bytes =
      crypto::DecodeSecretHex("privateKey", digits.Reveal(), kPrivateKeyBytes);
  if (!bytes.ok()) return Unusable(path, std::string(bytes.status().message()), kRegenerate);
  const absl::StatusOr<crypto::Hotkey> other = crypto::Hotkey::FromPrivateKey(bytes->Reveal());
  if (!other.ok() || other->public_key() != hotkey.public_key()) {
    return Unusable(path, "privateKey and secretSeed are different keys, so it is unclear which one is meant",
                    kRegenerate);
  }
  return absl::OkStatus();
}

absl::Status WithoutSeed(const JsonReader& json, const std::string& path) {
  if (!HasSecret(json)) {
    return Unusable(path, "is public only: it has no secretSeed, so nothing can be signed with it",
                    kAnotherHotkey);
  }
  return Unusable(path, "has no secretSeed; files with only a phrase or a private key cannot be used yet",
                  IsText(json, "secretPhrase") ? kRegenerate : kAnotherHotkey);
}

}  // namespace

KeyfileKind KindOfKeyfile(std::string_view text) {
  if (!EncryptionOf(text).empty()) return KeyfileKind::kEncrypted;
  const absl::StatusOr<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) return KeyfileKind::kOther;
  if (HasSecret(*json)) return KeyfileKind::kSecret;
  return IsText(*json, "ss58Address") || IsText(*json, "publicKey") ? KeyfileKind::kPublicOnly
                                                                    : KeyfileKind::kOther;
}

absl::StatusOr<KeyfileHotkey> ParseHotkeyFile(std::string_view text, const std::string& path) {
  if (const std::string_view encryption = EncryptionOf(text); !encryption.empty()) {
    return Unusable(
        path, fmt::format("is encrypted, by {}; encrypted hotkeys cannot be used yet", encryption),
        "choose a hotkey without a password, or make one: btcli wallet new-hotkey --no-use-password");
  }
  absl::StatusOr<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) {
    return Unusable(path, fmt::format("is no keyfile: {}", std::string(json.status().message())),
                    kAnotherHotkey);
  }
  if (json->OptionalInt("cryptoType").value_or(kSr25519) != kSr25519) {
    return Unusable(path, "is an ed25519 key; the Chutes API takes only sr25519 signatures", kAnotherHotkey);
  }
  const std::optional<SecretString> private_key = IsText(*json, "privateKey") && IsText(*json, "secretSeed")
                                                      ? json->OptionalSecret("privateKey")
                                                      : std::nullopt;
  const std::optional<SecretString> digits = json->OptionalSecret("secretSeed");
  if (!json->status().ok()) {
    return Unusable(path, std::string(json->status().message()), kRegenerate);
  }
  if (!digits) return WithoutSeed(*json, path);
  const absl::StatusOr<SecretBytes> seed =
      crypto::DecodeSecretHex("secretSeed", digits->Reveal(), kSeedBytes);
  if (!seed.ok()) return Unusable(path, std::string(seed.status().message()), kRegenerate);
  absl::StatusOr<crypto::Hotkey> hotkey = crypto::Hotkey::FromSeed(seed->Reveal());
  if (!hotkey.ok()) return Unusable(path, std::string(hotkey.status().message()), kRegenerate);
  if (private_key) {
    absl::Status status = CheckPrivateKey(*private_key, *hotkey, path);
    if (!status.ok()) return status;
  }
  const std::string_view contradiction = ContradictionTo(hotkey->public_key(), *json);
  if (!json->status().ok()) return Unusable(path, std::string(json->status().message()), kRegenerate);
  if (!contradiction.empty()) {
    return Unusable(path,
                    fmt::format("{} does not belong to secretSeed, which makes {}", contradiction,
                                hotkey->ss58_address()),
                    kRegenerate);
  }
  return KeyfileHotkey{std::make_shared<const crypto::Hotkey>(*std::move(hotkey)), HexOf(seed->Reveal())};
}

absl::StatusOr<std::string> ParsePublicKeyfile(std::string_view text, const std::string& path) {
  constexpr std::string_view kNextStep = "make the file anew: btcli wallet regen-coldkeypub";
  absl::StatusOr<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) {
    return Unusable(path, fmt::format("is no keyfile: {}", std::string(json.status().message())), kNextStep);
  }
  std::string address = json->String("ss58Address");
  if (!json->status().ok()) return Unusable(path, std::string(json->status().message()), kNextStep);
  const absl::StatusOr<crypto::PublicKey> key = crypto::DecodeSs58(address);
  if (!key.ok()) {
    return Unusable(path, fmt::format("ss58Address: {}", std::string(key.status().message())), kNextStep);
  }
  const std::string_view contradiction = ContradictionTo(*key, *json);
  if (!json->status().ok()) return Unusable(path, std::string(json->status().message()), kNextStep);
  if (!contradiction.empty()) {
    return Unusable(path, fmt::format("{} and ss58Address are different keys", contradiction), kNextStep);
  }
  return address;
}

absl::StatusOr<std::string> ReadColdkeyAddress(const std::string& path) {
  const absl::StatusOr<WalletFile> file = ReadWalletFile(path);
  if (!file.ok()) return file.status();
  return ParsePublicKeyfile(file->text.Reveal(), path);
}

}  // namespace chutesd::config
