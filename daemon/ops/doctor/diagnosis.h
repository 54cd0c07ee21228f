#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon/api/chutes_api.h"
#include "daemon/base/call_context.h"
#include "daemon/base/clock.h"
#include "daemon/base/failure.h"
#include "daemon/ledger/ledger.h"
#include "daemon/model/types.h"
#include "daemon/ops/account/wallets.h"
#include "daemon/ops/async_ledger.h"
#include "daemon/ops/operation.h"
#include "daemon/session/session.h"
#include "daemon/wallet/wallet_files.h"

namespace chutesd::ops {

// The numbers are those of our gRPC API.
enum class Verdict {
  kOk = 1,
  kWarning = 2,  // it works, but should be looked at
  kFailed = 3,
  kSkipped = 4,  // not examined, as something before it is broken or absent
};

// One thing that was examined. `code` and `facts` tell a program what is wrong and about what; they are there
// for every warning and failure.
struct Finding {
  std::string check;
  Verdict verdict = Verdict::kOk;
  std::string detail;     // one line
  std::string code = {};  // a reason's name, or a code of proto/support/facts.h
  Facts facts = {};
  std::optional<std::chrono::microseconds> duration = {};

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

// What to examine.
struct DiagnosisArgs {
  Result<SessionPtr> session = SessionPtr();  // what reading the config file anew gave
  std::string api_url;                        // to try where there is no session
  std::string wallets_path;                   // absolute; empty: ~/.bittensor/wallets
};

// Looks for what is wrong between this daemon and the API, with what it is given, which outlives it. Changes
// nothing. Loop thread.
struct Diagnosis {
  api::ChutesApi& api;
  WalletsOps& wallets;
  AsyncLedger& ledger;
  const Clock& clock;

  // What is wrong is a finding, never an error.
  Pending<Findings> Run(CallContext ctx, DiagnosisArgs args);
};

// The parts that judge; all are pure.

// Judges what the API says about the account of a session: `account`, then `username`, `user_id` and
// `payment_address` of the config file where they are not the API's.
Findings JudgeAccount(const Result<model::User>& user, const session::Session& session);

// Judges what reading a config file gave: `config`, and `config_mode` if others may read or change it.
Findings JudgeConfig(const Result<SessionPtr>& session);

// What the ledger has of an account, or why it cannot be read.
using LedgerEntries = Result<std::vector<ledger::KeyEntry>>;

// A ledger that cannot be used, or one without entries, is judged without the API. Nothing if the API must
// be asked.
std::optional<Finding> JudgeLedgerAlone(const LedgerEntries& entries);

// The entries against the first page of the API's list: `ledger`, one finding for each key whose secret
// nobody has, or one for all that is well.
Findings JudgeLedger(const std::vector<ledger::KeyEntry>& entries,
                     const Result<model::Page<model::ApiKey>>& page, model::Time now);

// Judges a ping of the API: `dns`, `tcp`, `tls`, `ping`, each with its time. What lies behind the stage that
// failed is skipped.
Findings JudgeNetwork(const api::ProbeResult& probe);

// Judges this machine's clock by the server's: the API refuses requests that are signed ten minutes off, and
// new fingerprints from five.
Finding JudgeClock(const api::ProbeResult& probe);

// Judges the folder of wallets: `wallets`. They are needed to register, and only then.
Finding JudgeWallets(const Result<wallet::WalletSurvey>& survey, bool has_account);

}  // namespace chutesd::ops
