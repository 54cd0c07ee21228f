#include "daemon/ops/diagnosis.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>

#include "daemon/ops/diagnose_account.h"
#include "daemon/ops/diagnose_config.h"
#include "daemon/ops/diagnose_ledger.h"
#include "daemon/ops/diagnose_network.h"
#include "daemon/ops/diagnose_wallets.h"

namespace chutesd::ops {
namespace {

void Append(Findings more, Findings& findings) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Far more than most accounts have.
constexpr std::int64_t kKeysToCompare = 1000;

Findings Skipped(std::string check, std::string why) {
  Findings findings;
  findings.push_back({std::move(check), Verdict::kSkipped, std::move(why)});
  return findings;
}

bool HasAccount(const Result<SessionPtr>& session) {
  return session.ok() && ((*session)->hotkey != nullptr || (*session)->api_key != nullptr);
}

}  // namespace

asio::awaitable<Findings> Diagnosis::ExamineAccount(CallContext ctx, SessionPtr session, bool is_reachable) {
  if (session == nullptr) co_return Skipped("account", "there is no account to ask for");
  if (!is_reachable) co_return Skipped("account", "the API cannot be asked");
  Result<api::Account> account = AccountOf(*session);
  asio::awaitable<Result<model::User>> asking = tools_.api.GetUser(std::move(ctx), *std::move(account));
  const Result<model::User> user = co_await std::move(asking);
  co_return JudgeAccount(user, *session);
}

asio::awaitable<Findings> Diagnosis::ExamineLedger(CallContext ctx, SessionPtr session, bool is_reachable) {
  if (session == nullptr) co_return Skipped("ledger", "there is no account to look for");
  Result<api::Account> account = AccountOf(*session);
  const ledger::AccountId id{account->api_url, account->user_id};
  std::function<LedgerEntries(ledger::Ledger&)> read = [id](ledger::Ledger& ledger) {
    return ledger.Keys(id);
  };
  asio::awaitable<LedgerEntries> reading = tools_.ledger.Run<LedgerEntries>(std::move(read));
  const LedgerEntries entries = co_await std::move(reading);
  if (std::optional<Finding> alone = JudgeLedgerAlone(entries)) {
    Findings findings;
    findings.push_back(*std::move(alone));
    co_return findings;
  }
  if (!is_reachable) co_return Skipped("ledger", "the API cannot be asked");
  asio::awaitable<Result<model::Page<model::ApiKey>>> listing =
      tools_.api.ListKeys(std::move(ctx), *std::move(account), 0, kKeysToCompare);
  const Result<model::Page<model::ApiKey>> page = co_await std::move(listing);
  const auto now = std::chrono::time_point_cast<model::Time::duration>(tools_.clock.Now());
  co_return JudgeLedger(*entries, page, now);
}

asio::awaitable<Result<Findings>> Diagnosis::Run(CallContext ctx, DiagnosisArgs args) {
  Findings findings = JudgeConfig(args.session);
  ListWalletsArgs where;
  where.wallets_path = args.wallets_path;
  asio::awaitable<Result<wallet::WalletSurvey>> surveying = tools_.wallets.List(ctx, std::move(where));
  const Result<wallet::WalletSurvey> survey = co_await std::move(surveying);
  const SessionPtr account = HasAccount(args.session) ? *args.session : nullptr;
  findings.push_back(JudgeWallets(survey, account != nullptr));

  const std::string api_url = args.session.ok() ? (*args.session)->api_url : args.api_url;
  asio::awaitable<api::ProbeResult> pinging = tools_.probe.Ping(ctx, api_url);
  const api::ProbeResult probe = co_await std::move(pinging);
  Append(JudgeNetwork(probe, api_url), findings);
  findings.push_back(JudgeClock(probe));

  asio::awaitable<Findings> examining = ExamineAccount(ctx, account, probe.status.ok());
  Findings about_account = co_await std::move(examining);
  const bool is_known = about_account.front().verdict == Verdict::kOk;
  Append(std::move(about_account), findings);
  asio::awaitable<Findings> comparing = ExamineLedger(std::move(ctx), account, is_known);
  Findings about_ledger = co_await std::move(comparing);
  Append(std::move(about_ledger), findings);
  co_return findings;
}

}  // namespace chutesd::ops
