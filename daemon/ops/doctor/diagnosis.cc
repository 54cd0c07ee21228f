#include "daemon/ops/doctor/diagnosis.h"

#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>

namespace chutesd::ops {
namespace {

void Append(Findings more, Findings& findings) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Far more than most accounts have.
constexpr std::int64_t kKeysToCompare = 1000;

Findings Skipped(std::string check, std::string why) {
  return {{std::move(check), Verdict::kSkipped, std::move(why)}};
}

bool HasAccount(const Result<SessionPtr>& session) {
  return session.ok() && ((*session)->hotkey != nullptr || (*session)->api_key != nullptr);
}

}  // namespace

asio::awaitable<Findings> Diagnosis::ExamineAccount(CallContext ctx, SessionPtr session, bool is_reachable) {
  if (session == nullptr) co_return Skipped("account", "there is no account to ask for");
  if (!is_reachable) co_return Skipped("account", "the API cannot be asked");
  Result<api::Account> account = AccountOf(*session);
  const Result<model::User> user = co_await tools_.api.GetUser(std::move(ctx), *std::move(account));
  co_return JudgeAccount(user, *session);
}

asio::awaitable<Findings> Diagnosis::ExamineLedger(CallContext ctx, SessionPtr session, bool is_reachable) {
  if (session == nullptr) co_return Skipped("ledger", "there is no account to look for");
  Result<api::Account> account = AccountOf(*session);
  const LedgerEntries entries = co_await tools_.ledger.Keys(LedgerIdOf(*account));
  if (const std::optional<Finding> alone = JudgeLedgerAlone(entries)) co_return Findings(1, *alone);
  if (!is_reachable) co_return Skipped("ledger", "the API cannot be asked");
  const Result<model::Page<model::ApiKey>> page =
      co_await tools_.api.ListKeys(std::move(ctx), *std::move(account), 0, kKeysToCompare);
  const auto now = std::chrono::time_point_cast<model::Time::duration>(tools_.clock.Now());
  co_return JudgeLedger(*entries, page, now);
}

Pending<Findings> Diagnosis::Run(CallContext ctx, DiagnosisArgs args) {
  Findings findings = JudgeConfig(args.session);
  const Result<wallet::WalletSurvey> survey = co_await tools_.wallets.List(ctx, args.wallets_path);
  const SessionPtr account = HasAccount(args.session) ? *args.session : nullptr;
  findings.push_back(JudgeWallets(survey, account != nullptr));

  const std::string api_url = args.session.ok() ? (*args.session)->api_url : args.api_url;
  const api::ProbeResult probe = co_await tools_.api.Ping(ctx, api_url);
  Append(JudgeNetwork(probe, api_url), findings);
  findings.push_back(JudgeClock(probe));

  Findings about_account = co_await ExamineAccount(ctx, account, probe.status.ok());
  const bool is_known = about_account.front().verdict == Verdict::kOk;
  Append(std::move(about_account), findings);
  Findings about_ledger = co_await ExamineLedger(std::move(ctx), account, is_known);
  Append(std::move(about_ledger), findings);
  co_return findings;
}

}  // namespace chutesd::ops
