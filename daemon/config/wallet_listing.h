#pragma once

#include <string>
#include <vector>

namespace chutesd::config {

// Names of the wallets in a folder: its folders that hold a coldkey, a coldkeypub.txt or a `hotkeys`
// folder. Sorted; empty if the folder cannot be read.
std::vector<std::string> ListWallets(const std::string& wallets_path);

// Names of the hotkeys in a wallet's `hotkeys` folder: its regular files, hidden ones aside, that are by
// content an encrypted keyfile or one with a secret. Sorted; at most 1000 files are looked at.
std::vector<std::string> ListHotkeys(const std::string& hotkeys_path);

// Names of everything in a folder that may be a wallet's or hotkey's name. Sorted; at most 1000.
std::vector<std::string> ListFiles(const std::string& folder);

// Whether a wallet or hotkey may be called so: a plain file name that no glob hides, and that can be
// shown. Empty if so, else what is wrong with it.
std::string ProblemOfName(const std::string& name);

}  // namespace chutesd::config
