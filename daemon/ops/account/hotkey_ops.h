#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <memory>
#include <optional>
#include <string>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/config/config_writer.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/ops/answer.h"
#include "daemon/wallet/wallet.h"

namespace chutesd::ops {

// The config file to write for an account.
struct ConfigTarget {
  std::string path;         // absolute
  std::string api_url;      // normalised; goes into the file
  bool overwrite = false;   // replace a file that exists; the old one is kept beside it
  std::string hotkey_name;  // goes into the file
};

// Whether WriteAccountConfig could write now: to ask before something is done that cannot be undone.
// CONFIG_EXISTS says how to go on; the other errors as config::CheckConfigTarget.
asio::awaitable<Status> CheckTarget(asio::thread_pool& files, ConfigTarget target);

// Writes the config file of `user`, whose hotkey comes from `wallet`. A file that is replaced keeps its
// comments and other settings, unless it cannot be understood.
Pending<config::WrittenConfig> WriteAccountConfig(asio::thread_pool& files, ConfigTarget target,
                                                  model::User user,
                                                  const std::shared_ptr<const wallet::WalletHotkey>& wallet);

// As WriteAccountConfig, but is waited for no longer than `ctx` allows; then TIMEOUT, and the file is written
// all the same.
Pending<config::WrittenConfig> WriteAccountConfigUntil(
    asio::thread_pool& files, CallContext ctx, ConfigTarget target, model::User user,
    const std::shared_ptr<const wallet::WalletHotkey>& wallet);

struct ProbeArgs {
  std::string api_url;  // normalised
  WalletChoice wallet;
};

struct HotkeyProbe {
  std::string hotkey_ss58_address;
  std::string coldkey_ss58_address;  // empty if the wallet does not tell
  std::optional<model::User> user;   // the account that the hotkey has
};

struct RestoreArgs {
  std::string config_path;  // absolute; the file to write
  std::string api_url;      // normalised
  WalletChoice wallet;
  bool overwrite_config = false;
};

struct RestoredConfig {
  model::User user;
  std::string config_path;
  std::string backup_path;  // where a config file that was replaced is kept
};

// Accounts that the hotkeys of local wallets have already. Warnings are about the wallets' files. Loop
// thread; what the constructor is given outlives this. `files` does what may block.
class HotkeyOps {
 public:
  HotkeyOps(api::ChutesApi& api, asio::thread_pool& files, WalletReader& wallets)
      : api_(api), files_(files), wallets_(wallets) {}

  // Whether the hotkey has an account, and which.
  Pending<Answer<HotkeyProbe>> Probe(CallContext ctx, ProbeArgs args);

  // Writes the config file of the account that the hotkey has, from what the API says about it.
  // HOTKEY_NOT_REGISTERED if it has none.
  Pending<Answer<RestoredConfig>> Restore(CallContext ctx, RestoreArgs args);

 private:
  api::ChutesApi& api_;
  asio::thread_pool& files_;
  WalletReader& wallets_;
};

}  // namespace chutesd::ops
