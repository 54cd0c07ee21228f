#include "daemon/config/keyfile_secrets.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/crypto/mnemonic.h"
#include "daemon/crypto/secret_hex.h"
#include "daemon/crypto/sr25519.h"

namespace chutesd::config {
namespace {

using crypto::kSecretKeySize;
using crypto::kSeedSize;

SecretString HexOf(std::span<const std::uint8_t> bytes) {
  std::vector<char> hex(2 * bytes.size() + 1);
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return SecretString(std::string_view(hex.data(), hex.size() - 1));
}

Result<KeyfileHotkey> FromSeed(const Result<SecretBytes>& seed) {
  if (!seed.ok()) return seed.status();
  Result<crypto::Hotkey> hotkey = crypto::Hotkey::FromSeed(seed->Reveal());
  if (!hotkey.ok()) return hotkey.status();
  return KeyfileHotkey{std::make_shared<const crypto::Hotkey>(*std::move(hotkey)), HexOf(seed->Reveal())};
}

struct PrivateKey {
  KeyfileHotkey key;
  bool canonical = false;  // as written
};

Result<PrivateKey> FromPrivateKey(const SecretString& digits) {
  const Result<SecretBytes> bytes = crypto::DecodeSecretHex("privateKey", digits.Reveal(), kSecretKeySize);
  if (!bytes.ok()) return bytes.status();
  const std::optional<SecretBytes> canonical =
      crypto::CanonicalSecretKey(bytes->Reveal().first<kSecretKeySize>());
  Result<crypto::Hotkey> hotkey = crypto::Hotkey::FromPrivateKey(bytes->Reveal());
  if (!canonical || !hotkey.ok()) return Fail(Reason::kInvalidArgument, "privateKey is not an sr25519 key");
  PrivateKey result;
  result.canonical = sodium_memcmp(canonical->Reveal().data(), bytes->Reveal().data(), kSecretKeySize) == 0;
  result.key = {std::make_shared<const crypto::Hotkey>(*std::move(hotkey)), HexOf(canonical->Reveal())};
  return result;
}

Status Differ(std::string_view one, std::string_view other) {
  return Fail(Reason::kInvalidArgument,
              fmt::format("{} and {} are different keys, so it is unclear which one is meant", one, other));
}

bool Same(const KeyfileHotkey& one, const KeyfileHotkey& other) {
  return one.hotkey->public_key() == other.hotkey->public_key();
}

// From seed and phrase, of which there is at least one.
Result<KeyfileHotkey> FromSeedOrPhrase(const KeyfileSecrets& secrets) {
  Result<KeyfileHotkey> by_phrase = Fail(Reason::kInvalidArgument, "no phrase");
  if (secrets.phrase) {
    by_phrase = FromSeed(crypto::SeedOfPhrase(secrets.phrase->Reveal()));
    if (!by_phrase.ok()) {
      return Fail(Reason::kInvalidArgument,
                  fmt::format("secretPhrase: {}", std::string(by_phrase.status().message())));
    }
  }
  if (!secrets.seed) return by_phrase;
  Result<KeyfileHotkey> by_seed =
      FromSeed(crypto::DecodeSecretHex("secretSeed", secrets.seed->Reveal(), kSeedSize));
  if (by_seed.ok() && by_phrase.ok() && !Same(*by_seed, *by_phrase)) {
    return Differ("secretSeed", "secretPhrase");
  }
  return by_seed;
}

}  // namespace

Result<KeyfileHotkey> HotkeyOf(const KeyfileSecrets& secrets, bool names_public_key) {
  Result<PrivateKey> by_private_key = PrivateKey();
  if (secrets.private_key) {
    by_private_key = FromPrivateKey(*secrets.private_key);
    if (!by_private_key.ok()) return by_private_key.status();
  }
  if (!secrets.seed && !secrets.phrase) {
    if (!by_private_key->canonical && !names_public_key) {
      return Fail(
          Reason::kInvalidArgument,
          "privateKey is in ed25519 form (its scalar times eight), which Bittensor's tools do not read, and "
          "there is no publicKey to tell whether that is what is meant");
    }
    return std::move(by_private_key->key);
  }
  Result<KeyfileHotkey> key = FromSeedOrPhrase(secrets);
  if (key.ok() && secrets.private_key && !Same(*key, by_private_key->key)) {
    return Differ("privateKey", secrets.seed ? "secretSeed" : "secretPhrase");
  }
  return key;
}

}  // namespace chutesd::config
