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

// Reads the token from where the command line says, if it says so.
std::optional<UsageError> ReadToken(Registration& registration, const Platform& platform);
// Reads the password of the hotkey's file: from --password-stdin, --password-file, or else from the
// environment variable that wallet tools use for this file. It stays empty if there is none.
std::optional<UsageError> ReadPassword(Registration& registration, const Platform& platform);

// The name of that variable: `BT_PW_` and the path in upper case, `/` and `.` as `_`.
std::string PasswordVariable(const std::string& keyfile_path);
// What it holds: base64 of the password, each byte of which is combined by XOR with those of the variable's
// name in turn. Empty if it is not of this form. Obfuscation only.
std::string DecodePassword(const std::string& variable, const std::string& value);

// The session whose config file is to be written.
chutesd::v1::SessionSelector TargetOf(const Registration& registration, Context& context);

// Fills what all requests about a hotkey have alike, the password aside.
template <typename Request>
std::optional<UsageError> FillHotkey(const Registration& registration, Context& context, Request& request) {
  *request.mutable_session() = TargetOf(registration, context);
  request.set_wallet(registration.wallet);
  request.set_hotkey(registration.hotkey);
  Checked<std::string> path = WalletsPath(registration.wallets_path, context.platform());
  request.set_wallets_path(path.value);
  return std::move(path.error);
}

struct UnlockedCall {
  rpc::CallResult result;
  std::optional<Exit> left;  // the person left at the question; the result is of the call before
};

// Calls what opens a hotkey's file. If the daemon wants a password for it, or another one, that is asked
// for, three times at most, and the call repeated. `password`: the one known so far, and then the one that
// worked. No prompter: nobody can be asked, and the daemon's answer stands.
UnlockedCall CallUnlocked(terminal::Prompter* prompter, std::string& password,
                          const std::function<rpc::CallResult(const std::string& password)>& call);

// `register --restore`: the config file of the account that the hotkey has already. `prompter`: who can be
// asked for the hotkey's password; null if nobody.
Exit RestoreConfig(Context& context, terminal::Prompter* prompter, Registration& registration);

// Asks a person for what a registration still needs: user name, hotkey and its password, where the config
// file goes, token; and whether to send it. Answers are checked, against the API where that knows better,
// before the next question. Nothing is changed meanwhile.
class RegisterDialogue {
 public:
  // All must outlive the dialogue.
  RegisterDialogue(Context& context, terminal::Prompter& prompter, Registration& registration)
      : context_(context), prompter_(prompter), registration_(registration) {}

  // Nothing to go on with a complete registration, or with one that is to be restored; else the command
  // ends with this exit status.
  std::optional<Exit> Run();
  // The token alone, whether or not there is one.
  std::optional<Exit> AskToken();

 private:
  // What is wrong with a user name; empty: nothing. An API that cannot be asked ends the dialogue: exit_.
  std::string ProblemOf(const std::string& username);
  std::optional<Exit> AskUsername();
  // Which wallet and which hotkey of it, among those that can be used; what the command line names is taken
  // if it can be.
  std::optional<Exit> AskHotkey();
  // Whether the hotkey has an account already.
  std::optional<Exit> Probe();
  // Where the config file goes: the one in use, unless it is there already and is not to be replaced; then
  // another is proposed, a profile named after the account.
  std::optional<Exit> AskConfigPath();
  std::optional<Exit> ConfirmSummary();

  Context& context_;
  terminal::Prompter& prompter_;
  Registration& registration_;
  std::optional<Exit> exit_;
  std::string hotkey_address_;
  std::string coldkey_address_;
  std::string account_;  // user name of the account that the hotkey has
};

}  // namespace chutes::commands
