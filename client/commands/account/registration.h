#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/commands/context.h"
#include "client/terminal/prompter.h"

namespace chutes::commands {

// A registration: what the command line gave, and then what was read or a person was asked for.
struct Registration {
  std::string username;
  std::string wallet;
  std::string hotkey;
  std::string wallets_path;      // as typed; empty: the daemon's default
  std::string token;             // secret; empty: not known yet
  std::string token_file;        // as typed
  std::string password;          // secret; empty: none is known
  std::string password_file;     // as typed
  std::string fingerprint_file;  // as typed; where the fingerprint goes instead of standard output
  std::string config_path;       // absolute; empty: the one in use
  bool token_stdin = false;
  bool password_stdin = false;
  bool overwrite_config = false;
  bool restore = false;   // the hotkey has an account already, whose config file is all that is wanted
  bool no_input = false;  // ask nothing, even on a terminal
  bool yes = false;       // do not ask before sending
};

// Reads the password of the hotkey's file: from --password-stdin, --password-file, or else from the
// environment variable that wallet tools use for this file. It stays empty if there is none.
std::optional<UsageError> ReadPassword(Registration& registration, const Platform& platform);

// The name of that variable: `BT_PW_` and the path in upper case, `/` and `.` as `_`.
std::string PasswordVariable(const std::string& keyfile_path);
// What it holds: base64 of the password, each byte of which is combined by XOR with those of the variable's
// name in turn. Empty if it is not of this form. Obfuscation only.
std::string DecodePassword(const std::string& variable, const std::string& value);

// How a call ended that opens a hotkey's file.
struct UnlockedCall {
  rpc::CallResult result;
  std::optional<Exit>
      left;  // it did not succeed, which has been shown, and the command ends with this status
};

// Calls what opens a hotkey's file. If the daemon wants a password for it, or another one, that is asked
// for, three times at most, and the call repeated. `password`: the one known so far, and then the one that
// worked. No prompter: nobody can be asked, and the daemon's answer stands. Shows no error of a call.
UnlockedCall CallUnlocked(terminal::Prompter* prompter, std::string& password,
                          const std::function<rpc::CallResult(const std::string& password)>& call);

// The same for a request that is filled, but for what all requests about a hotkey have alike. Shows errors;
// `look` as for Context::Call.
template <typename Request, typename Reply>
UnlockedCall CallForHotkey(Context& context, terminal::Prompter* prompter, Registration& registration,
                           std::string_view method, Request& request, Reply& reply,
                           const NextStep& look = {}) {
  *request.mutable_session() = context.selector();
  if (!registration.config_path.empty()) {
    request.mutable_session()->set_config_path(registration.config_path);
    request.mutable_session()->set_config_path_origin(chutesd::v1::ORIGIN_OPTION);
  }
  request.set_wallet(registration.wallet);
  request.set_hotkey(registration.hotkey);
  const Checked<std::string> path = WalletsPath(registration.wallets_path, context.platform());
  if (path.error) return {{}, context.Refuse(*path.error)};
  request.set_wallets_path(path.value);
  UnlockedCall done = CallUnlocked(prompter, registration.password, [&](const std::string& tried) {
    request.set_hotkey_password(tried);
    return context.TryCall(method, request, reply);
  });
  if (!done.left && !done.result.ok()) done.left = context.FailWith(*done.result.error, look);
  return done;
}

// Asks a person for what a registration still needs: user name, hotkey and its password, where the config
// file goes, token; and whether to send it. Answers are checked, against the API where that knows better,
// before the next question. Nothing is changed meanwhile. Nothing to go on with a complete registration, or
// with one that is to be restored; else the command ends with this exit status.
std::optional<Exit> AskRegistration(Context& context, terminal::Prompter& prompter,
                                    Registration& registration);
// The token alone, whether or not there is one.
std::optional<Exit> AskToken(terminal::Prompter& prompter, Registration& registration);

}  // namespace chutes::commands
