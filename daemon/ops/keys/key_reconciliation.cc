#include "daemon/ops/keys/key_reconciliation.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "daemon/api/http_time.h"

namespace chutesd::ops {
namespace {

using ledger::KeyEntry;
using ledger::State;
using std::chrono::minutes;

// How far the API's clock may be off: beyond ten minutes it takes no signature.
constexpr minutes kClockSkew{15};
// Longer than a call may take, on either side.
constexpr minutes kSettled{2};
// A key that was just made need not be in a list that was asked for before.
constexpr minutes kListed{10};
constexpr std::size_t kMostInFull = 10;

// Whatever the file says of its sender, no call lasts that long.
bool IsOpen(const KeyEntry& entry, model::Time now) {
  return entry.state == State::kReplyLost ||
         (entry.state == State::kSending && now - entry.intent_time >= kSettled);
}

LostKey Lost(const KeyEntry& entry, std::string id) {
  return {entry.row, std::move(id), entry.name, entry.intent_time};
}

Warning NotThere(const KeyEntry& entry, bool settled) {
  const std::string when = api::UtcText(entry.intent_time);
  if (settled) {
    return {code::kKeyNotMade,
            fmt::format("API key '{}' was not made: the reply of {} was lost, and there is no such key",
                        entry.name, when),
            {{fact::kName, entry.name}}};
  }
  return {
      code::kKeyOutcomeOpen,
      fmt::format("whether API key '{}' is made is not known yet: the reply of {} was lost, and the key is "
                  "not there so far; that is certain in two minutes",
                  entry.name, when),
      {{fact::kName, entry.name}}};
}

}  // namespace

KeyReconciliation Reconcile(const std::vector<KeyEntry>& entries, const std::vector<model::ApiKey>& keys,
                            bool complete, model::Time now) {
  KeyReconciliation found;
  std::set<std::string> there;
  std::map<std::string, const model::ApiKey*> by_name;
  for (const model::ApiKey& key : keys) {
    there.insert(key.api_key_id);
    by_name[key.name] = &key;
  }
  std::set<std::string> known;
  for (const KeyEntry& entry : entries) {
    if (!entry.api_key_id.empty()) known.insert(entry.api_key_id);
  }
  // Newest first: of two entries with one name, the key is the later one's.
  for (const KeyEntry& entry : entries) {
    const auto age = now - entry.intent_time;
    if (!entry.api_key_id.empty()) {
      if (there.contains(entry.api_key_id)) {
        if (entry.state == State::kSecretLost) found.lost.push_back(Lost(entry, entry.api_key_id));
      } else if (complete && age >= kListed) {
        found.to_forget.push_back(entry.row);
      }
      continue;
    }
    if (!IsOpen(entry, now)) continue;
    const auto named = by_name.find(entry.name);
    const bool is_there = named != by_name.end() && !known.contains(named->second->api_key_id) &&
                          named->second->create_time >= entry.intent_time - kClockSkew;
    if (is_there) {
      const std::string& id = named->second->api_key_id;
      known.insert(id);
      found.newly_lost.push_back(Lost(entry, id));
      found.lost.push_back(Lost(entry, id));
    } else if (complete) {
      const bool settled = age >= kSettled;
      found.warnings.push_back(NotThere(entry, settled));
      if (settled) found.to_forget.push_back(entry.row);
    }
  }
  return found;
}

std::vector<LostKey> KnownLost(const std::vector<KeyEntry>& entries) {
  std::vector<LostKey> lost;
  for (const KeyEntry& entry : entries) {
    if (entry.state == State::kSecretLost) lost.push_back(Lost(entry, entry.api_key_id));
  }
  return lost;
}

bool HasOpenIntents(const std::vector<KeyEntry>& entries, model::Time now) {
  return std::any_of(entries.begin(), entries.end(),
                     [now](const KeyEntry& entry) { return IsOpen(entry, now); });
}

void Annotate(const std::vector<KeyEntry>& entries, const std::vector<LostKey>& lost, model::ApiKey& key) {
  const auto is_lost = std::find_if(lost.begin(), lost.end(),
                                    [&](const LostKey& one) { return one.api_key_id == key.api_key_id; });
  key.secret_lost = is_lost != lost.end();
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const KeyEntry& one) {
    return key.secret_lost ? one.row == is_lost->row : one.api_key_id == key.api_key_id;
  });
  if (entry == entries.end()) return;
  key.in_ledger = true;
  // The server may have stored the scopes in another order.
  std::vector<model::Scope> asked = entry->scopes;
  for (model::Scope& scope : key.scopes) {
    const auto same = std::find_if(asked.begin(), asked.end(), [&](const model::Scope& one) {
      return one.object_type == scope.object_type && one.object_id == scope.object_id;
    });
    if (same == asked.end()) continue;
    scope.action = same->action;
    asked.erase(same);
  }
}

std::vector<Warning> WarningsOf(const std::vector<LostKey>& lost) {
  std::vector<Warning> warnings;
  for (const LostKey& key : lost) {
    if (warnings.size() == kMostInFull) {
      const std::string more = std::to_string(lost.size() - kMostInFull);
      warnings.push_back({code::kKeySecretsLost,
                          fmt::format("{} more API keys were made whose secrets were lost", more),
                          {{fact::kCount, more}}});
      break;
    }
    warnings.push_back(
        {code::kKeySecretLost,
         fmt::format("API key '{}' was made, but the reply of {} with its secret was lost: nobody can use it",
                     key.name, api::UtcText(key.intent_time)),
         {{fact::kName, key.name}, {fact::kApiKeyId, key.api_key_id}}});
  }
  return warnings;
}

}  // namespace chutesd::ops
