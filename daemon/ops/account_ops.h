#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/secret_string.h"
#include "daemon/model/user.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

struct RegistrationArgs {
  std::string config_path;  // absolute; the file to write
  std::string api_url;      // normalised
  std::string username;
  std::string wallets_path;  // absolute; empty: ~/.bittensor/wallets
  std::string wallet;
  std::string hotkey;
  SecretString registration_token;
  bool overwrite_config = false;
};

struct Registration {
  model::User user;
  SecretString fingerprint;
  std::string config_path;            // the file that was, or should have been, written
  std::string backup_path;            // where a config file that was replaced is kept
  absl::Status config;                // whether the config file was written
  std::vector<std::string> warnings;  // about the wallet's files
};

// Operations on the account itself. Runs on the loop thread; `api` and `files` outlive it. What may
// block (wallet, config file) runs on `files`.
class AccountOps {
 public:
  // `home` is what `~` stands for.
  AccountOps(api::ChutesApi& api, asio::thread_pool& files, std::string home)
      : api_(api), files_(files), home_(std::move(home)) {}

  asio::awaitable<absl::StatusOr<model::User>> Get(CallContext ctx, SessionPtr session);

  // Reads the hotkey from the wallet, makes sure that it has no account and that the config file may be
  // written, registers it and writes the file. Once the account exists this succeeds whatever becomes
  // of the file: the fingerprint must reach the caller.
  asio::awaitable<absl::StatusOr<Registration>> Register(CallContext ctx, RegistrationArgs args);

 private:
  // OK if the hotkey has no account.
  asio::awaitable<absl::Status> RefuseIfRegistered(CallContext ctx, api::Account account);

  api::ChutesApi& api_;
  asio::thread_pool& files_;
  const std::string home_;
};

}  // namespace chutesd::ops
