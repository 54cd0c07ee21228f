#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/hotkey.h"

namespace chutesd::config {

// What a file in a Bittensor wallet is, judged by its content.
enum class KeyfileKind {
  kSecret,      // a keyfile with a seed, phrase or private key
  kEncrypted,   // a keyfile that needs a password
  kPublicOnly,  // a keyfile without a secret
  kOther,       // no keyfile
};
KeyfileKind KindOfKeyfile(std::string_view text);

// A hotkey from a keyfile.
struct KeyfileHotkey {
  std::shared_ptr<const crypto::Hotkey> hotkey;
  // What `hotkey_seed` of a config file holds: the seed as 64 lower-case hex digits, no 0x, or, of a key
  // that has none, the private key in canonical form as 128.
  SecretString secret_hex;
};

// The hotkey in a plain keyfile with a `secretSeed`. `path` is named in errors. Everything else that the
// file says about the key (private key, public key, address) must belong to that seed.
// Errors: WALLET_UNUSABLE with the reason: encrypted, public only, no seed, damaged, contradictory,
// ed25519; none shows any of a secret.
absl::StatusOr<KeyfileHotkey> ParseHotkeyFile(std::string_view text, const std::string& path);

// The SS58 address (prefix 42) in a public keyfile such as coldkeypub.txt. Errors: WALLET_UNUSABLE.
absl::StatusOr<std::string> ParsePublicKeyfile(std::string_view text, const std::string& path);

// The same from the file of that path. Errors: WALLET_NOT_FOUND, WALLET_UNUSABLE.
absl::StatusOr<std::string> ReadColdkeyAddress(const std::string& path);

}  // namespace chutesd::config
