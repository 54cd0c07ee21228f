#pragma once

#include <memory>
#include <optional>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/hotkey.h"

namespace chutesd::config {

// The secret members of a keyfile, as they stand in it.
struct KeyfileSecrets {
  std::optional<SecretString> seed;         // 64 hex digits
  std::optional<SecretString> phrase;       // words
  std::optional<SecretString> private_key;  // 128 hex digits

  bool empty() const { return !seed && !phrase && !private_key; }
};

// A hotkey from a keyfile.
struct KeyfileHotkey {
  std::shared_ptr<const crypto::Hotkey> hotkey;
  // What `hotkey_seed` of a config file holds: the seed as 64 lower-case hex digits, no 0x, or, of a key
  // that has none, the private key in canonical form as 128.
  SecretString secret_hex;
};

// The hotkey that all members of `secrets` stand for; wallet tools differ in which of them they believe, so
// members that make different keys are refused. There is at least one. A private key alone is taken in
// canonical form, which wallets write; in ed25519 form, which their tools do not read, only if
// `names_public_key`: the file then says what comes of it. INVALID_ARGUMENT, which shows no secret.
Result<KeyfileHotkey> HotkeyOf(const KeyfileSecrets& secrets, bool names_public_key);

}  // namespace chutesd::config
