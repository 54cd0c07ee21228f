#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

// Where wallets and their files are, and what is in them.
namespace chutesd::wallet {

// What makes a wallet, and which of several packages has it.
inline constexpr std::string_view kMakeWallet =
    "make a wallet: btcli wallet create   (btcli comes with: pip install bittensor-cli)";

// The absolute path of a folder of wallets, without a final slash. `path` is absolute or starts with `~`,
// which is `home`; empty: ~/.bittensor/wallets. INVALID_ARGUMENT for `wallets_path`.
Result<std::string> WalletsPathOf(std::string path, const std::string& home);

bool IsFolder(const std::string& path);

// WALLET_NOT_FOUND.
Failure WalletNotFound(std::string message, std::string next_step);
// The same for a folder of wallets that is not there.
Failure NoWalletsFolder(const std::string& wallets_path);

// Names of the wallets in a folder: its folders that hold a coldkey, a coldkeypub.txt or a `hotkeys`
// folder. Sorted; empty if the folder cannot be read.
std::vector<std::string> ListWallets(const std::string& wallets_path);

// Names of the hotkeys in a wallet's `hotkeys` folder: its regular files, hidden ones aside, that are by
// content an encrypted keyfile or one with a secret. Sorted; at most 1000 files are looked at.
std::vector<std::string> ListHotkeys(const std::string& hotkeys_path);

// What is wrong with the name of a wallet or hotkey; empty if it is a plain file name that no glob hides, and
// that can be shown.
std::string_view ProblemOfName(const std::string& name);

// A file of a wallet as read.
struct WalletFile {
  SecretString text;
  std::optional<Warning> warning;  // that others can read or change it
};

// Reads a wallet file of at most 64 KiB (real ones have 1 KiB). Errors: WALLET_NOT_FOUND if it is not
// there, WALLET_UNUSABLE if it is no regular file, too large or not readable.
Result<WalletFile> ReadWalletFile(const std::string& path);

// The address in a public keyfile (see ParsePublicKeyfile). Errors: WALLET_NOT_FOUND, WALLET_UNUSABLE.
Result<std::string> ReadPublicKeyfile(const std::string& path);

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
