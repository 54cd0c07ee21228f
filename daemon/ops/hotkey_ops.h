#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/model/types.h"
#include "daemon/ops/wallet_reader.h"

namespace chutesd::ops {

struct ProbeArgs {
  std::string api_url;  // normalised
  WalletChoice wallet;
};

struct HotkeyProbe {
  std::string hotkey_ss58_address;
  std::string coldkey_ss58_address;  // empty if the wallet does not tell
  std::optional<model::User> user;   // the account that the hotkey has
  std::vector<Warning> warnings;     // about the wallet's files
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
  std::string backup_path;        // where a config file that was replaced is kept
  std::vector<Warning> warnings;  // about the wallet's files
};

// Accounts that the hotkeys of local wallets have already. Loop thread; what the constructor is given
// outlives this. `files` does what may block.
class HotkeyOps {
 public:
  HotkeyOps(api::ChutesApi& api, asio::thread_pool& files, WalletReader& wallets)
      : api_(api), files_(files), wallets_(wallets) {}

  // Whether the hotkey has an account, and which.
  asio::awaitable<Result<HotkeyProbe>> Probe(CallContext ctx, ProbeArgs args);

  // Writes the config file of the account that the hotkey has, from what the API says about it.
  // HOTKEY_NOT_REGISTERED if it has none.
  asio::awaitable<Result<RestoredConfig>> Restore(CallContext ctx, RestoreArgs args);

 private:
  api::ChutesApi& api_;
  asio::thread_pool& files_;
  WalletReader& wallets_;
};

}  // namespace chutesd::ops
