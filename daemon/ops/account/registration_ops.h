#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/ops/answer.h"

namespace chutesd::ops {

struct RegistrationArgs {
  std::string config_path;  // absolute; the file to write
  std::string api_url;      // normalised
  std::string username;
  WalletChoice wallet;
  SecretString registration_token;
  bool overwrite_config = false;
};

struct Registration {
  model::User user;
  SecretString fingerprint;       // empty if lost
  bool fingerprint_lost = false;  // the API's answer was lost, but the account is there
  std::string config_path;        // the file that was, or should have been, written
  std::string backup_path;        // where a config file that was replaced is kept
  Status config;                  // whether the config file was written; HotkeyOps::Restore can do it later
};

// Makes accounts. Warnings are about the wallet's files. Loop thread; what the constructor is given outlives
// this. `files` does what may block.
class RegistrationOps {
 public:
  RegistrationOps(api::ChutesApi& api, asio::thread_pool& files, WalletReader& wallets)
      : api_(api), files_(files), wallets_(wallets) {}

  // Reads the hotkey from the wallet, makes sure that it has no account and that the config file may be
  // written, registers it and writes the file. Once the account exists this succeeds whatever becomes of
  // the file: the fingerprint must reach the caller.
  // The registration is sent once. If its answer is lost, the API is asked whether the hotkey has an
  // account by now: success without a fingerprint if so; if not, UPSTREAM_FAILED that says so; if that
  // cannot be told either, OUTCOME_UNKNOWN.
  Pending<Answer<Registration>> Register(CallContext ctx, RegistrationArgs args);

 private:
  struct Request;            // what is sent
  struct RegisteredAccount;  // what the API made

  // OK if the hotkey has no account; HOTKEY_REGISTERED with its name if it has.
  asio::awaitable<Status> RefuseIfRegistered(CallContext ctx, api::Account account, WalletChoice wallet);
  Pending<RegisteredAccount> Send(CallContext ctx, Request request);
  // Asks what became of a registration whose answer was lost; `lost` is its error.
  Pending<RegisteredAccount> ResolveLostReply(CallContext ctx, api::Account account, Status lost);

  api::ChutesApi& api_;
  asio::thread_pool& files_;
  WalletReader& wallets_;
};

}  // namespace chutesd::ops
