#pragma once

#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/config/keyfile_secrets.h"

namespace chutesd::config {

// What a file in a Bittensor wallet is, judged by its content.
enum class KeyfileKind {
  kSecret,      // a keyfile with a seed, phrase or private key
  kEncrypted,   // a keyfile that needs a password
  kPublicOnly,  // a keyfile without a secret
  kOther,       // no keyfile
};
KeyfileKind KindOfKeyfile(std::string_view text);

// The hotkey in a plain keyfile, or in what an encrypted one holds. `path` is named in errors. Everything
// that the file says about the key (seed, phrase, private key, public key, address) must belong to the same
// one. Errors: WALLET_UNUSABLE with the reason: encrypted, public only, damaged, contradictory, ed25519; none
// shows any of a secret.
Result<KeyfileHotkey> ParseHotkeyFile(std::string_view text, const std::string& path);

// The SS58 address (prefix 42) in a public keyfile such as coldkeypub.txt. Errors: WALLET_UNUSABLE.
Result<std::string> ParsePublicKeyfile(std::string_view text, const std::string& path);

// The same from the file of that path. Errors: WALLET_NOT_FOUND, WALLET_UNUSABLE.
Result<std::string> ReadColdkeyAddress(const std::string& path);

}  // namespace chutesd::config
