#pragma once

#include <asio/thread_pool.hpp>
#include <optional>
#include <string>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/ops/operation.h"

namespace chutesd::ops {

struct ProbeArgs {
  std::string api_url;  // normalised
  WalletChoice wallet;
};

struct HotkeyProbe {
  std::string hotkey_ss58_address;
  std::string coldkey_ss58_address;  // empty if the wallet does not tell
  std::optional<model::User> user;   // the account that the hotkey has
};

struct RestoreArgs : ProbeArgs {
  std::string config_path;        // absolute; the file to write
  bool overwrite_config = false;  // replace a file that exists; the old one is kept beside it
};

struct RestoredConfig {
  model::User user;
  std::string config_path;  // the file that was, or should have been, written
  std::string backup_path;  // where a config file that was replaced is kept
};

struct RegistrationArgs : RestoreArgs {
  std::string username;
  SecretString registration_token;
};

struct Registration : RestoredConfig {
  SecretString fingerprint;       // empty if lost
  bool fingerprint_lost = false;  // the API's answer was lost, but the account is there
  std::string problem;            // what is wrong with the rest of the answer; empty: nothing
  Status config;                  // whether the config file was written; Restore can do it later
};

// Accounts of the hotkeys of local wallets. A config file that is replaced keeps its comments and other
// settings, unless it cannot be understood. Warnings are about the wallets' files. Loop thread; what the
// constructor is given outlives this. `files` does what may block.
class HotkeyOps {
 public:
  HotkeyOps(api::ChutesApi& api, asio::thread_pool& files, WalletsOps& wallets)
      : api_(api), files_(files), wallets_(wallets) {}

  // Whether the hotkey has an account, and which.
  Pending<Answer<HotkeyProbe>> Probe(CallContext ctx, ProbeArgs args);

  // Writes the config file of the account that the hotkey has, from what the API says about it.
  // HOTKEY_NOT_REGISTERED if it has none. Errors of the file as config::WriteConfigFile.
  Pending<Answer<RestoredConfig>> Restore(CallContext ctx, RestoreArgs args);

  // Makes an account: reads the hotkey from the wallet, makes sure that it has no account and that the config
  // file may be written, registers it and writes the file. Once the account exists this succeeds whatever
  // becomes of the file: the fingerprint must reach the caller.
  // The registration is sent once. If its answer is lost, the API is asked whether the hotkey has an
  // account by now: success without a fingerprint if so; if not, UPSTREAM_FAILED that says so; if that
  // cannot be told either, OUTCOME_UNKNOWN.
  Pending<Answer<Registration>> Register(CallContext ctx, RegistrationArgs args);

 private:
  // The part of Register that makes the account.
  Pending<Registration> Send(CallContext ctx, api::Account account, std::string coldkey,
                             RegistrationArgs args);

  api::ChutesApi& api_;
  asio::thread_pool& files_;
  WalletsOps& wallets_;
};

}  // namespace chutesd::ops
