#include "daemon/wallet/keyfile.h"

#include <fmt/format.h>
#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "daemon/codec/json.h"
#include "daemon/crypto/bytes.h"
#include "daemon/crypto/encrypted_keyfile.h"
#include "daemon/crypto/mnemonic.h"
#include "daemon/crypto/ss58.h"

namespace chutesd::wallet {
namespace {

using codec::JsonReader;

constexpr std::int64_t kSr25519 = 1;  // btwallet's `cryptoType`; 0 is ed25519

constexpr std::string_view kAnotherHotkey =
    "choose another hotkey, or make one with `btcli wallet new-hotkey`";
constexpr std::string_view kRegenerate = "recreate the file from its phrase: btcli wallet regen-hotkey";

Failure Unusable(const std::string& path, std::string_view problem, std::string_view next_step) {
  return {.reason = Reason::kWalletUnusable,
          .message = path.empty() ? std::string(problem) : fmt::format("{}: {}", path, problem),
          .next_step = std::string(next_step)};
}

SecretString SecretHexOf(std::span<const std::uint8_t> bytes) {
  std::vector<char> hex(2 * bytes.size() + 1);
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return SecretString(std::string_view(hex.data(), hex.size() - 1));
}

Result<KeyfileHotkey> FromSeed(const Result<SecretBytes>& seed) {
  if (!seed.ok()) return seed.status();
  Result<crypto::Hotkey> hotkey = crypto::Hotkey::FromSeed(seed->Reveal());
  if (!hotkey.ok()) return hotkey.status();
  return KeyfileHotkey{std::make_shared<const crypto::Hotkey>(*std::move(hotkey)),
                       SecretHexOf(seed->Reveal())};
}

Result<KeyfileHotkey> FromPhrase(const SecretString& phrase) {
  const Result<SecretBytes> seed = crypto::SeedOfPhrase(phrase.Reveal());
  if (seed.ok()) return FromSeed(seed);
  return Fail(Reason::kInvalidArgument, fmt::format("secretPhrase: {}", seed.failure().message));
}

// Wallets write canonical form. Ed25519 form, which their tools do not read, is taken only where the file
// says what comes of it.
Result<KeyfileHotkey> FromPrivateKey(const SecretString& digits, bool must_be_canonical) {
  constexpr std::size_t kSize = crypto::kSecretKeySize;
  const Result<SecretBytes> bytes = crypto::DecodeSecretHex("privateKey", digits.Reveal(), kSize);
  if (!bytes.ok()) return bytes.status();
  const std::optional<SecretBytes> canonical = crypto::CanonicalSecretKey(bytes->Reveal().first<kSize>());
  Result<crypto::Hotkey> hotkey = crypto::Hotkey::FromPrivateKey(bytes->Reveal());
  if (!canonical || !hotkey.ok()) return Fail(Reason::kInvalidArgument, "privateKey is not an sr25519 key");
  const bool is_canonical = sodium_memcmp(canonical->Reveal().data(), bytes->Reveal().data(), kSize) == 0;
  if (must_be_canonical && !is_canonical) {
    return Fail(
        Reason::kInvalidArgument,
        "privateKey is in ed25519 form (its scalar times eight), which Bittensor's tools do not read, and "
        "there is no publicKey to tell whether that is what is meant");
  }
  return KeyfileHotkey{std::make_shared<const crypto::Hotkey>(*std::move(hotkey)),
                       SecretHexOf(canonical->Reveal())};
}

// The hotkey that all secret members stand for; null if there is none.
Result<KeyfileHotkey> HotkeyIn(JsonReader& json) {
  const bool names_public_key = json.HasText("publicKey") || json.HasText("accountId");
  const std::optional<SecretString> seed = json.OptionalSecret("secretSeed");
  const std::optional<SecretString> phrase = json.OptionalSecret("secretPhrase");
  const std::optional<SecretString> private_key = json.OptionalSecret("privateKey");
  if (!json.status().ok()) return json.status();
  std::vector<std::pair<const char*, Result<KeyfileHotkey>>> found;
  if (private_key) {
    found.emplace_back("privateKey", FromPrivateKey(*private_key, !seed && !phrase && !names_public_key));
  }
  if (seed) {
    found.emplace_back("secretSeed",
                       FromSeed(crypto::DecodeSecretHex("secretSeed", seed->Reveal(), crypto::kSeedSize)));
  }
  if (phrase) found.emplace_back("secretPhrase", FromPhrase(*phrase));
  if (found.empty()) return KeyfileHotkey{};
  auto& [last_name, last] = found.back();
  for (const auto& [name, key] : found) {
    if (!key.ok()) return key.status();
    if (last.ok() && (*key).hotkey->public_key() != (*last).hotkey->public_key()) {
      return Fail(
          Reason::kInvalidArgument,
          fmt::format("{} and {} are different keys, so it is unclear which one is meant", name, last_name));
    }
  }
  return std::move(last);
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

}  // namespace

KeyfileKind KindOfKeyfile(std::string_view text) {
  if (crypto::LooksEncrypted(text)) return KeyfileKind::kEncrypted;
  const Result<JsonReader> json = JsonReader::Parse(text);
  const bool has_secret = json.ok() && (json->HasText("secretSeed") || json->HasText("secretPhrase") ||
                                        json->HasText("privateKey"));
  return has_secret ? KeyfileKind::kSecret : KeyfileKind::kOther;
}

Result<KeyfileHotkey> ParseHotkeyFile(std::string_view text, const std::string& path) {
  if (crypto::LooksEncrypted(text)) return Unusable(path, "is encrypted", kAnotherHotkey);
  Result<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) {
    return Unusable(path, fmt::format("is no keyfile: {}", json.failure().message), kAnotherHotkey);
  }
  if (json->OptionalInt("cryptoType").value_or(kSr25519) != kSr25519) {
    return Unusable(path, "is an ed25519 key; the Chutes API takes only sr25519 signatures", kAnotherHotkey);
  }
  Result<KeyfileHotkey> key = HotkeyIn(*json);
  if (!key.ok()) return Unusable(path, key.failure().message, kRegenerate);
  if (key->hotkey == nullptr) {
    return Unusable(path, "is public only: it has no secret, so nothing can be signed with it",
                    kAnotherHotkey);
  }
  const std::string_view contradiction = ContradictionTo(key->hotkey->public_key(), *json);
  if (!json->status().ok()) return Unusable(path, json->status().message(), kRegenerate);
  if (!contradiction.empty()) {
    return Unusable(path,
                    fmt::format("{} does not belong to its secret, which makes {}", contradiction,
                                key->hotkey->ss58_address()),
                    kRegenerate);
  }
  return key;
}

Result<std::string> ParsePublicKeyfile(std::string_view text, const std::string& path) {
  const auto refuse = [&path](std::string_view problem) {
    return Unusable(path, problem, "recreate the file: btcli wallet regen-coldkeypub");
  };
  Result<JsonReader> json = JsonReader::Parse(text);
  if (!json.ok()) return refuse(fmt::format("is no keyfile: {}", json.failure().message));
  std::string address = json->String("ss58Address");
  if (!json->status().ok()) return refuse(json->status().message());
  const Result<crypto::PublicKey> key = crypto::DecodeSs58(address);
  if (!key.ok()) return refuse(fmt::format("ss58Address: {}", key.failure().message));
  const std::string_view contradiction = ContradictionTo(*key, *json);
  if (!json->status().ok()) return refuse(json->status().message());
  if (!contradiction.empty()) {
    return refuse(fmt::format("{} and ss58Address are different keys", contradiction));
  }
  return address;
}

}  // namespace chutesd::wallet
