#pragma once

#include <string>

#include "client/cli/arguments.h"
#include "client/cli/env.h"
#include "client/cli/usage.h"

namespace chutes::commands {

// The password of the hotkey's file: from --password-stdin, --password-file, or else from the environment
// variable that wallet tools use for this file. Empty if there is none. Wipe the result.
cli::Checked<std::string> ReadPassword(const cli::RegisterArgs& args, const cli::Env& env);

// The name of that variable: `BT_PW_` and the path in upper case, `/` and `.` as `_`.
std::string PasswordVariable(const std::string& keyfile_path);
// What it holds: base64 of the password, each byte of which is combined by XOR with those of the variable's
// name in turn. Empty if it is not of this form. Obfuscation only. Wipe the result.
std::string DecodePassword(const std::string& variable, const std::string& value);

}  // namespace chutes::commands
