#pragma once

#include <memory>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/crypto/encrypted_keyfile.h"

namespace chutesd::crypto {

inline constexpr std::string_view kAnsibleMark = "$ANSIBLE_VAULT";

// Ansible Vault's form 1.1 (and 1.2, which adds a label), as Python wallets wrote it: AES-256-CTR and
// HMAC-SHA256, whose keys are PBKDF2's after ten thousand rounds.
Result<std::unique_ptr<EncryptedKeyfile>> ParseAnsibleKeyfile(std::string_view file);

}  // namespace chutesd::crypto
