#pragma once

#include <string>
#include <vector>

#include "daemon/base/failure.h"

namespace chutesd::wallet {

enum class HotkeyStorage {
  kUnknown,  // its file cannot be read
  kPlain,
  kEncrypted,
};

struct HotkeySummary {
  std::string name;
  std::string ss58_address;  // empty if it is not known without the password
  HotkeyStorage storage = HotkeyStorage::kUnknown;
  std::string problem;  // why it cannot be used; empty if it can
};

struct WalletSummary {
  std::string name;
  std::string coldkey_ss58_address;  // empty if the wallet does not tell
  std::vector<HotkeySummary> hotkeys;
  std::string problem;  // why it cannot be used; empty if it can
};

struct WalletSurvey {
  std::string wallets_path;
  std::vector<WalletSummary> wallets;
};

// The wallets in a folder (see WalletsPathOf) and the hotkeys in them, by name, judged by what the files
// hold: left out are hidden files, folders, and files that hold no secret. At most 1000 of each. The address
// of an encrypted hotkey is read from the public file beside it (`<name>pub.txt`), if there is one.
// Reads many files: not for the loop. Errors: WALLET_NOT_FOUND if there is no such folder;
// INVALID_ARGUMENT for a path that is not absolute.
Result<WalletSurvey> SurveyWallets(const std::string& wallets_path, const std::string& home);

}  // namespace chutesd::wallet
