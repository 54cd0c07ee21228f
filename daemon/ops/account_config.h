#pragma once

#include <asio/awaitable.hpp>
#include <asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "daemon/base/call_context.h"
#include "daemon/base/failure.h"
#include "daemon/config/config_writer.h"
#include "daemon/model/types.h"
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
asio::awaitable<Result<config::WrittenConfig>> WriteAccountConfig(
    asio::thread_pool& files, ConfigTarget target, model::User user,
    std::shared_ptr<const wallet::WalletHotkey> wallet);

// As WriteAccountConfig, but is waited for no longer than `ctx` allows; then TIMEOUT, and the file is written
// all the same.
asio::awaitable<Result<config::WrittenConfig>> WriteAccountConfigUntil(
    asio::thread_pool& files, CallContext ctx, ConfigTarget target, model::User user,
    std::shared_ptr<const wallet::WalletHotkey> wallet);

}  // namespace chutesd::ops
