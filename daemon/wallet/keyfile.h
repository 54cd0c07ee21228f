#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/crypto/sr25519.h"

namespace chutesd::wallet {

// What a file in a Bittensor wallet is, judged by its content.
enum class KeyfileKind {
  kSecret,     // a keyfile with a seed, phrase or private key
  kEncrypted,  // a keyfile that needs a password
  kOther,      // no keyfile, or one without a secret
};
KeyfileKind KindOfKeyfile(std::string_view text);

// A hotkey from a keyfile.
struct KeyfileHotkey {
  std::shared_ptr<const crypto::Hotkey> hotkey;
  // What `hotkey_seed` of a config file holds: the seed as 64 lower-case hex digits, no 0x, or, of a key
  // that has none, the private key in canonical form as 128.
  SecretString secret_hex;
};

// The hotkey in a plain keyfile, or in what an encrypted one holds. `path` is named in errors, if it is not
// empty. Wallet tools differ in which member of the file they believe, so everything that it says about the
// key (seed, phrase, private key, public key, address) must belong to the same one. Errors: WALLET_UNUSABLE
// with the reason: encrypted, public only, damaged, contradictory, ed25519; none shows any of a secret.
Result<KeyfileHotkey> ParseHotkeyFile(std::string_view text, const std::string& path);

// The SS58 address (prefix 42) in a public keyfile such as coldkeypub.txt. Errors: WALLET_UNUSABLE, as above.
Result<std::string> ParsePublicKeyfile(std::string_view text, const std::string& path);

}  // namespace chutesd::wallet
