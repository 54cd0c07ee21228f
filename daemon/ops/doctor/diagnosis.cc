#include "daemon/ops/doctor/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/ops/keys/key_intents.h"

namespace chutesd::ops {
namespace {

constexpr char kLedger[] = "ledger";
// Enough to see what is the matter; ListKeys has them all.
constexpr std::size_t kMostLost = 5;
// Far more than most accounts have.
constexpr std::int64_t kKeysToCompare = 1000;

Finding Skipped(std::string check, std::string why) {
  return {std::move(check), Verdict::kSkipped, std::move(why)};
}

// What is broken because of a failure.
Finding FailedCheck(const Failure& failure, std::string check) {
  return {std::move(check), Verdict::kFailed, failure.message, std::string(ReasonName(failure.reason)),
          failure.facts};
}

Finding Usable(const session::Session& session) {
  const std::string& path = session.config_path;
  if (session.hotkey != nullptr) {
    return {"config", Verdict::kOk,
            fmt::format("{}: account {}, hotkey {}", path, session.username, session.hotkey_ss58_address)};
  }
  if (session.api_key != nullptr) {
    return {"config", Verdict::kOk,
            fmt::format("{}: no account; the API key {} is used", path, session.api_key_id)};
  }
  return {"config",
          Verdict::kWarning,
          fmt::format(
              "{}: no account, which CHUTES_ALLOW_MISSING lets pass; only what needs no account works", path),
          code::kConfigNoAccount,
          {{fact::kPath, path}}};
}

Finding NoWallets(std::string detail, bool has_account) {
  if (has_account) return {"wallets", Verdict::kOk, std::move(detail) + "; only registering needs one"};
  return {"wallets", Verdict::kWarning, std::move(detail) + ", and registering needs one", code::kNoWallets};
}

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::size_t kTls = 2;
constexpr std::array<std::string_view, 4> kChecks = {"dns", "tcp", "tls", "ping"};
constexpr std::array<std::string_view, 4> kStages = {"dns", "connect", "tls", "first_byte"};

// The stage at which a request failed, as an index of kChecks: the last one for what is not known.
std::size_t StageOf(const Failure& failure) {
  const auto found = std::find(kStages.begin(), kStages.end(), failure.stage);
  return std::min(static_cast<std::size_t>(found - kStages.begin()), kStages.size() - 1);
}

Finding Broken(std::size_t stage, const Failure& failure, const http::ApiUrl& url) {
  Finding finding = FailedCheck(failure, std::string(kChecks.at(stage)));
  finding.facts[fact::kApiUrl] = url.normal;
  finding.facts[fact::kHost] = url.host;
  finding.facts[fact::kStage] = std::string(kStages.at(stage));
  // The API answers any request that it does not know with one of these.
  constexpr int kUnauthorized = 401;
  constexpr int kNotFound = 404;
  if (failure.http_status == kUnauthorized || failure.http_status == kNotFound) {
    finding.code = code::kApiNotThere;
    finding.detail =
        fmt::format("what answers at {} does not know /ping: is this the API's address?", url.normal);
  }
  return finding;
}

Finding Good(std::size_t stage, const api::ProbeResult& probe) {
  const std::array<std::string, 4> details = {
      fmt::format("{} has an address", probe.url.host),
      fmt::format("{} takes connections", probe.url.authority),
      probe.url.tls ? "the certificate is trusted" : "not used: plain HTTP on this machine",
      fmt::format("GET {}/ping answers", probe.url.normal)};
  Finding finding{std::string(kChecks.at(stage)), Verdict::kOk, details.at(stage)};
  if (probe.answered) {
    const std::array<microseconds, 4> times = {probe.times.dns, probe.times.connect, probe.times.tls,
                                               probe.times.first_byte};
    if (stage != kTls || probe.url.tls) finding.duration = times.at(stage);
  }
  return finding;
}

// The account as the API sees it; skipped if there is none, or no way to the API.
asio::awaitable<Findings> ExamineAccount(api::ChutesApi& api, CallContext ctx, SessionPtr session,
                                         bool is_reachable) {
  if (session == nullptr) co_return Findings{Skipped("account", "there is no account to ask for")};
  if (!is_reachable) co_return Findings{Skipped("account", "the API cannot be asked")};
  Result<api::Account> account = AccountOf(*session);
  const Result<model::User> user = co_await api.GetUser(std::move(ctx), *std::move(account));
  co_return JudgeAccount(user, *session);
}

// The ledger against the API's keys, which need not be asked for if there is nothing to compare.
asio::awaitable<Findings> ExamineLedger(Diagnosis& with, CallContext ctx, SessionPtr session,
                                        bool is_reachable) {
  if (session == nullptr) co_return Findings{Skipped(kLedger, "there is no account to look for")};
  Result<api::Account> account = AccountOf(*session);
  ledger::AccountId id = LedgerIdOf(*account);
  const LedgerEntries entries = co_await with.ledger.Call(&ledger::Ledger::Keys, std::move(id));
  if (const std::optional<Finding> alone = JudgeLedgerAlone(entries)) co_return Findings(1, *alone);
  if (!is_reachable) co_return Findings{Skipped(kLedger, "the API cannot be asked")};
  const Result<model::Page<model::ApiKey>> page =
      co_await with.api.ListKeys(std::move(ctx), *std::move(account), 0, kKeysToCompare);
  co_return JudgeLedger(*entries, page, NowOf(with.clock));
}

}  // namespace

Findings JudgeConfig(const Result<SessionPtr>& session) {
  if (!session.ok()) {
    const bool is_mode = session.failure().reason == Reason::kConfigUnsafe;
    return {FailedCheck(session.failure(), is_mode ? "config_mode" : "config")};
  }
  Findings findings = {Usable(**session)};
  for (const Warning& warning : (*session)->warnings) {
    findings.push_back({"config_mode", Verdict::kWarning, warning.text, warning.code, warning.facts});
  }
  if (findings.size() == 1) {
    findings.push_back({"config_mode", Verdict::kOk, "only you can read and change it"});
  }
  return findings;
}

Finding JudgeWallets(const Result<wallet::WalletSurvey>& survey, bool has_account) {
  if (!survey.ok()) return NoWallets(std::string(survey.status().message()), has_account);
  std::ptrdiff_t usable = 0;
  for (const wallet::WalletSummary& wallet : survey->wallets) {
    usable += std::count_if(wallet.hotkeys.begin(), wallet.hotkeys.end(),
                            [](const wallet::HotkeySummary& hotkey) { return hotkey.problem.empty(); });
  }
  if (usable == 0) {
    return NoWallets(fmt::format("{} holds no hotkey that can be used", survey->wallets_path), has_account);
  }
  return {
      "wallets", Verdict::kOk,
      fmt::format("{}: {} wallets, {} usable hotkeys", survey->wallets_path, survey->wallets.size(), usable)};
}

Findings JudgeNetwork(const api::ProbeResult& probe) {
  const std::optional<Failure> failure = FailureOf(probe.status);
  const std::size_t broken = failure ? StageOf(*failure) : kChecks.size();
  Findings findings;
  for (std::size_t stage = 0; stage < kChecks.size(); ++stage) {
    if (stage > broken) {
      findings.push_back(
          Skipped(std::string(kChecks.at(stage)), fmt::format("{} is broken", kChecks.at(broken))));
    } else {
      findings.push_back(stage < broken ? Good(stage, probe) : Broken(stage, *failure, probe.url));
    }
  }
  return findings;
}

Finding JudgeClock(const api::ProbeResult& probe) {
  constexpr seconds kWarn{60};
  constexpr seconds kFail{600};
  if (!probe.answered) return Skipped("clock", "the API did not answer, so its time is not known");
  if (!probe.clock_ahead) return Skipped("clock", "the API's answer has no Date");
  const seconds off{std::abs(probe.clock_ahead->count())};
  const std::string detail = fmt::format("this machine's clock is {} s {} the API's", off.count(),
                                         probe.clock_ahead->count() > 0 ? "behind" : "ahead of");
  if (off >= kFail)
    return {"clock", Verdict::kFailed, detail + ": signed requests are refused", code::kClockWrong};
  if (off >= kWarn) return {"clock", Verdict::kWarning, detail, code::kClockWrong};
  return {"clock", Verdict::kOk, fmt::format("within {} s of the API's", off.count() + 1)};
}

Findings JudgeAccount(const Result<model::User>& user, const session::Session& session) {
  if (!user.ok()) {
    Finding refused = FailedCheck(user.failure(), "account");
    refused.facts.insert({{fact::kPath, session.config_path}, {fact::kApiUrl, session.api_url}});
    if (session.api_key != nullptr) refused.facts[fact::kApiKeyId] = session.api_key_id;
    return {refused};
  }
  Findings findings = {{"account", Verdict::kOk,
                        fmt::format("the API knows the {} as {}",
                                    session.hotkey == nullptr ? "API key" : "hotkey", user->username)}};
  // One value of the config file against the API's.
  const auto compare = [&](std::string check, std::string section, std::string key,
                           const std::string& written, const std::string& right, Verdict verdict,
                           std::string_view consequence) {
    if (written.empty() || written == right) return;
    std::string detail = fmt::format("[{}] {} in {} is {}, the API says {}{}", section, key,
                                     session.config_path, written, right, consequence);
    const Facts facts = {{fact::kPath, session.config_path},
                         {fact::kSection, std::move(section)},
                         {fact::kKey, std::move(key)},
                         {fact::kValue, right}};
    findings.push_back({std::move(check), verdict, std::move(detail), code::kConfigValueWrong, facts});
  };
  if (session.hotkey != nullptr) {
    compare("username", "auth", "username", session.username, user->username, Verdict::kWarning, "");
    compare("user_id", "auth", "user_id", session.user_id, user->user_id, Verdict::kFailed,
            ": chutes and secrets are looked up by it");
  }
  const bool is_coldkey = session.payment_address == user->coldkey;
  compare("payment_address", "payment", "address", session.payment_address, user->payment_address,
          Verdict::kWarning,
          is_coldkey ? ": it is the coldkey, and TAO that is sent there adds no balance"
                     : ": TAO that is sent elsewhere may be lost");
  return findings;
}

std::optional<Finding> JudgeLedgerAlone(const LedgerEntries& entries) {
  if (!entries.ok()) return FailedCheck(entries.failure(), kLedger);
  if (entries->empty()) return Finding{kLedger, Verdict::kOk, "no API key of this account was made here"};
  return std::nullopt;
}

Findings JudgeLedger(const std::vector<ledger::KeyEntry>& entries,
                     const Result<model::Page<model::ApiKey>>& page, model::Time now) {
  if (!page.ok()) {
    return {Skipped(kLedger, fmt::format("the API's keys cannot be read: {}", page.failure().message))};
  }
  const bool complete = static_cast<std::int64_t>(page->items.size()) >= page->total;
  const KeyReconciliation found = Reconcile(entries, page->items, complete, now);
  Findings findings;
  for (const LostKey& key : found.lost) {
    if (findings.size() == kMostLost) break;
    findings.push_back(
        {kLedger,
         Verdict::kWarning,
         fmt::format("the API key '{}' ({}) was made here, but its reply was lost: nobody has its secret",
                     key.name, key.api_key_id),
         code::kKeySecretLost,
         {{fact::kName, key.name}, {fact::kApiKeyId, key.api_key_id}}});
  }
  if (HasOpenIntents(entries, now) && found.newly_lost.empty()) {
    findings.push_back({kLedger, Verdict::kWarning,
                        "what became of an API key that was about to be made is not known yet",
                        code::kKeyOutcomeOpen});
  }
  if (findings.empty()) {
    findings.push_back({kLedger, Verdict::kOk,
                        fmt::format("{} API keys were made here; {} of them are gone", entries.size(),
                                    found.to_forget.size())});
  }
  return findings;
}

Pending<Findings> Diagnosis::Run(CallContext ctx, DiagnosisArgs args) {
  Findings findings = JudgeConfig(args.session);
  const Result<wallet::WalletSurvey> survey = co_await wallets.List(ctx, args.wallets_path);
  const bool has_account =
      args.session.ok() && ((*args.session)->hotkey != nullptr || (*args.session)->api_key != nullptr);
  const SessionPtr account = has_account ? *args.session : nullptr;
  findings.push_back(JudgeWallets(survey, has_account));

  std::string api_url = args.session.ok() ? (*args.session)->api_url : args.api_url;
  const api::ProbeResult ping = co_await api.Ping(ctx, std::move(api_url));
  Append(JudgeNetwork(ping), findings);
  findings.push_back(JudgeClock(ping));

  Findings about_account = co_await ExamineAccount(api, ctx, account, ping.status.ok());
  const bool is_known = about_account.front().verdict == Verdict::kOk;
  Append(std::move(about_account), findings);
  Findings about_ledger = co_await ExamineLedger(*this, std::move(ctx), account, is_known);
  Append(std::move(about_ledger), findings);
  co_return findings;
}

}  // namespace chutesd::ops
