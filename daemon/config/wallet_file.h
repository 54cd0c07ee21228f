#pragma once

#include <optional>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::config {

// A file of a wallet as read.
struct WalletFile {
  SecretString text;
  std::optional<Warning> warning;  // that others can read or change it
};

// Reads a wallet file of at most 64 KiB (real ones have 1 KiB). Errors: WALLET_NOT_FOUND if it is not
// there, WALLET_UNUSABLE if it is no regular file, too large or not readable.
Result<WalletFile> ReadWalletFile(const std::string& path);

}  // namespace chutesd::config
