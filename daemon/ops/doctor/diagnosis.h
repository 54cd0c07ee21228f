#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <utility>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/ops/answer.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/doctor/checks.h"
#include "daemon/ops/signing_account.h"

namespace chutesd::ops {

// What to examine.
struct DiagnosisArgs {
  Result<SessionPtr> session = SessionPtr();  // what reading the config file anew gave
  std::string config_path;
  std::string api_url;       // to try where there is no session
  std::string wallets_path;  // absolute; empty: ~/.bittensor/wallets
};

// What an examination works with.
struct DiagnosisTools {
  api::ChutesApi& api;
  WalletsOps& wallets;
  AsyncLedger& ledger;
  const Clock& clock;
};

// Looks for what is wrong between this daemon and the API. Changes nothing. Loop thread; the tools outlive
// it.
class Diagnosis {
 public:
  // `home` is what `~` stands for.
  Diagnosis(DiagnosisTools tools, const std::string& home)
      : tools_(tools), default_path_(home + "/.chutes/config.ini") {}

  // What is wrong is a finding, never an error.
  Pending<Findings> Run(CallContext ctx, DiagnosisArgs args);

 private:
  // The account as the API sees it; skipped if there is none, or no way to the API.
  asio::awaitable<Findings> ExamineAccount(CallContext ctx, SessionPtr session, bool is_reachable);
  // The ledger against the API's keys, which need not be asked for if there is nothing to compare.
  asio::awaitable<Findings> ExamineLedger(CallContext ctx, SessionPtr session, bool is_reachable);

  DiagnosisTools tools_;
  const std::string default_path_;
};

}  // namespace chutesd::ops
