#include "daemon/config/wallet_keyfile.h"

#include <fmt/format.h>
#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/codec/json_reader.h"
#include "daemon/config/wallet_file.h"
#include "daemon/crypto/encrypted_keyfile.h"
#include "daemon/crypto/key_types.h"
#include "daemon/crypto/ss58.h"

namespace chutesd::config {
namespace {

using codec::JsonReader;

constexpr std::int64_t kSr25519 = 1;  // btwallet's `cryptoType`; 0 is ed25519

constexpr std::string_view kAnotherHotkey =
    "choose another hotkey, or make one with `btcli wallet new-hotkey`";
constexpr std::string_view kRegenerate = "make the file anew from its phrase: btcli wallet regen-hotkey";

Status Unusable(const std::string& path, std::string_view problem, std::string_view next_step) {
  Failure failure;
  failure.reason = Reason::kWalletUnusable;
  failure.message = fmt::format("{}: {}", path, problem);
  failure.next_step = std::string(next_step);
  return failure;
}

bool IsText(const JsonReader& json, std::string_view name) {
  return json.KindOf(name) == JsonReader::Kind::kText;
}

bool HasSecret(const JsonReader& json) {
  return IsText(json, "secretSeed") || IsText(json, "secretPhrase") || IsText(json, "privateKey");
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

// What the file says of the key in public, beyond its address.
bool NamesPublicKey(const JsonReader& json) { return IsText(json, "publicKey") || IsText(json, "accountId"); }

KeyfileSecrets SecretsIn(JsonReader& json) {
  KeyfileSecrets secrets;
  secrets.seed = json.OptionalSecret("secretSeed");
  secrets.phrase = json.OptionalSecret("secretPhrase");
  secrets.private_key = json.OptionalSecret("privateKey");
  return secrets;
}

}  // namespace

KeyfileKind KindOfKeyfile(std::string_view text) {
  if (crypto::LooksEncrypted(text)) return KeyfileKind::kEncrypted;
  const Result<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) return KeyfileKind::kOther;
  if (HasSecret(*json)) return KeyfileKind::kSecret;
  return IsText(*json, "ss58Address") || IsText(*json, "publicKey") ? KeyfileKind::kPublicOnly
                                                                    : KeyfileKind::kOther;
}

Result<KeyfileHotkey> ParseHotkeyFile(std::string_view text, const std::string& path) {
  if (crypto::LooksEncrypted(text)) return Unusable(path, "is encrypted", kAnotherHotkey);
  Result<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) {
    return Unusable(path, fmt::format("is no keyfile: {}", std::string(json.status().message())),
                    kAnotherHotkey);
  }
  if (json->OptionalInt("cryptoType").value_or(kSr25519) != kSr25519) {
    return Unusable(path, "is an ed25519 key; the Chutes API takes only sr25519 signatures", kAnotherHotkey);
  }
  const bool names_public_key = NamesPublicKey(*json);
  const KeyfileSecrets secrets = SecretsIn(*json);
  if (!json->status().ok()) return Unusable(path, std::string(json->status().message()), kRegenerate);
  if (secrets.empty()) {
    return Unusable(path, "is public only: it has no secret, so nothing can be signed with it",
                    kAnotherHotkey);
  }
  Result<KeyfileHotkey> key = HotkeyOf(secrets, names_public_key);
  if (!key.ok()) return Unusable(path, std::string(key.status().message()), kRegenerate);
  const std::string_view contradiction = ContradictionTo(key->hotkey->public_key(), *json);
  if (!json->status().ok()) return Unusable(path, std::string(json->status().message()), kRegenerate);
  if (!contradiction.empty()) {
    return Unusable(path,
                    fmt::format("{} does not belong to its secret, which makes {}", contradiction,
                                key->hotkey->ss58_address()),
                    kRegenerate);
  }
  return key;
}

Result<std::string> ParsePublicKeyfile(std::string_view text, const std::string& path) {
  constexpr std::string_view kNextStep = "make the file anew: btcli wallet regen-coldkeypub";
  Result<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) {
    return Unusable(path, fmt::format("is no keyfile: {}", std::string(json.status().message())), kNextStep);
  }
  std::string address = json->String("ss58Address");
  if (!json->status().ok()) return Unusable(path, std::string(json->status().message()), kNextStep);
  const Result<crypto::PublicKey> key = crypto::DecodeSs58(address);
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

Result<std::string> ReadColdkeyAddress(const std::string& path) {
  const Result<WalletFile> file = ReadWalletFile(path);
  if (!file.ok()) return file.status();
  return ParsePublicKeyfile(file->text.Reveal(), path);
}

}  // namespace chutesd::config
