#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chutesd/v1/keys.pb.h"

// What a command line asks for, checked and complete. The defaults are the documented ones.
namespace chutes::cli {

struct RegisterArgs {
  std::string username;
  std::string wallet;
  std::string hotkey;
  std::string wallets_path;      // as typed; empty: the daemon's default
  std::string token;             // secret; empty with token_stdin
  std::string token_file;        // as typed
  std::string password_file;     // as typed
  std::string fingerprint_file;  // as typed; where the fingerprint goes instead of standard output
  bool token_stdin = false;
  bool password_stdin = false;
  bool restore = false;  // write the config of the account that the hotkey has, instead of making one
  bool force = false;
  bool no_input = false;  // ask nothing, even on a terminal
  bool yes = false;       // do not ask before sending
};

struct RefingerArgs {
  // Where the new one comes from; none of these: one is made.
  bool fingerprint_stdin = false;
  std::string fingerprint_from;  // as typed
  bool ask = false;
  bool yes = false;
};

struct KeysListArgs {
  std::string name;
  int limit = 25;
  int page = 0;
};

struct KeysCreateArgs {
  std::string name;
  bool admin = false;
  std::vector<chutesd::v1::Scope> scopes;
  std::string scopes_file;  // where their document is, if not given in words: a path, or "-"
  std::string output_file;  // as typed; for the secret alone
  bool quiet = false;       // the secret alone on standard output
};

struct KeysGetArgs {
  std::string key;  // id or name
};

struct KeysDeleteArgs {
  std::string key;  // id or name
  bool yes = false;
};

struct SecretsListArgs {
  int limit = 25;
  int page = 0;
};

struct SecretsCreateArgs {
  std::string purpose;
  std::string key;
  std::string value;  // secret; empty with another source
  bool value_stdin = false;
  std::string value_file;  // as typed
  std::string value_env;   // name of a variable
};

// Makes a secret or replaces the one that is there.
struct SecretsSetArgs {
  SecretsCreateArgs secret;
};

// Which secret: by id, or by chute and key.
struct SecretName {
  std::string secret_id;
  std::string purpose;
  std::string key;
};

struct SecretsGetArgs {
  SecretName secret;
};

struct SecretsDeleteArgs {
  SecretName secret;
  bool yes = false;
};

struct DaemonStartArgs {};
struct DaemonStopArgs {};
struct DaemonRestartArgs {};
struct DaemonStatusArgs {};
struct DaemonLogsArgs {
  int lines = 50;
  bool follow = false;
};

struct StatusArgs {};
struct VersionArgs {};
struct WhoamiArgs {};
struct ProfilesArgs {};
struct ConfigPathArgs {};
struct ConfigShowArgs {};
struct ConfigExplainArgs {};
struct ConfigCheckArgs {};

struct DoctorArgs {
  std::string wallets_path;  // as typed; empty: the daemon's default
};

using Command = std::variant<VersionArgs, StatusArgs, WhoamiArgs, RegisterArgs, RefingerArgs, KeysListArgs,
                             KeysCreateArgs, KeysGetArgs, KeysDeleteArgs, SecretsListArgs, SecretsCreateArgs,
                             SecretsSetArgs, SecretsGetArgs, SecretsDeleteArgs, ProfilesArgs, ConfigPathArgs,
                             ConfigShowArgs, ConfigExplainArgs, ConfigCheckArgs, DaemonStartArgs,
                             DaemonStopArgs, DaemonRestartArgs, DaemonStatusArgs, DaemonLogsArgs, DoctorArgs>;

enum class Output { kTable, kJson };

// Options of every command.
struct Globals {
  Output output = Output::kTable;
  std::string socket;                      // as typed; empty: not given
  std::optional<std::string> config_path;  // as typed
  std::optional<std::string> profile;      // as typed; never with config_path
  bool api_key_stdin = false;
  std::chrono::milliseconds timeout{30'000};
  bool autostart = true;
};

struct Invocation {
  Globals globals;
  Command command;
};

}  // namespace chutes::cli
