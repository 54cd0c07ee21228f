#include "daemon/ops/diagnose_ledger.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/ops/key_findings.h"

namespace chutesd::ops {
namespace {

constexpr char kCheck[] = "ledger";
// Enough to see what is the matter; ListKeys has them all.
constexpr std::size_t kMostLost = 5;

Finding Lost(const LostKey& key) {
  return {kCheck,
          Verdict::kWarning,
          fmt::format("the API key '{}' ({}) was made here, but its reply was lost: nobody has its secret",
                      key.name, key.api_key_id),
          code::kKeySecretLost,
          {{fact::kName, key.name}, {fact::kApiKeyId, key.api_key_id}}};
}

}  // namespace

std::optional<Finding> JudgeLedgerAlone(const LedgerEntries& entries) {
  if (!entries.ok()) return BrokenBy(entries.failure(), kCheck);
  if (entries->empty()) return Finding{kCheck, Verdict::kOk, "no API key of this account was made here"};
  return std::nullopt;
}

Findings JudgeLedger(const std::vector<ledger::KeyEntry>& entries,
                     const Result<model::Page<model::ApiKey>>& page, model::Time now) {
  if (!page.ok()) {
    return {{kCheck, Verdict::kSkipped,
             fmt::format("the API's keys cannot be read: {}", page.failure().message)}};
  }
  const bool complete = static_cast<std::int64_t>(page->items.size()) >= page->total;
  const KeyFindings found = FindOut(entries, page->items, complete, now);
  Findings findings;
  for (const LostKey& key : found.lost) {
    if (findings.size() < kMostLost) findings.push_back(Lost(key));
  }
  if (SomethingIsOpen(entries, now) && found.newly_lost.empty()) {
    findings.push_back({kCheck, Verdict::kWarning,
                        "what became of an API key that was about to be made is not known yet",
                        code::kKeyOutcomeOpen});
  }
  if (findings.empty()) {
    findings.push_back({kCheck, Verdict::kOk,
                        fmt::format("{} API keys were made here; {} of them are gone", entries.size(),
                                    found.to_forget.size())});
  }
  return findings;
}

}  // namespace chutesd::ops
