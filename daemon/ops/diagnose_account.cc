#include "daemon/ops/diagnose_account.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::ops {
namespace {

Finding Refused(const Failure& failure, const session::Session& session) {
  Finding finding = BrokenBy(failure, "account");
  finding.facts.insert({{fact::kPath, session.config_path}, {fact::kApiUrl, session.api_url}});
  if (session.api_key != nullptr) finding.facts[fact::kApiKeyId] = session.api_key_id;
  return finding;
}

// One value of the config file against the API's.
void Compare(std::string_view section, std::string_view key, const std::string& written,
             const std::string& right, Verdict verdict, std::string_view consequence,
             const session::Session& session, Findings& findings) {
  if (written.empty() || written == right) return;
  const std::string check = section == "payment" ? "payment_address" : std::string(key);
  findings.push_back({check,
                      verdict,
                      fmt::format("[{}] {} in {} is {}, the API says {}{}", section, key, session.config_path,
                                  written, right, consequence),
                      code::kConfigValueWrong,
                      {{fact::kPath, session.config_path},
                       {fact::kSection, std::string(section)},
                       {fact::kKey, std::string(key)},
                       {fact::kValue, right}}});
}

}  // namespace

Findings JudgeAccount(const Result<model::User>& user, const session::Session& session) {
  if (!user.ok()) return {Refused(user.failure(), session)};
  Findings findings;
  findings.push_back({"account", Verdict::kOk,
                      fmt::format("the API knows the {} as {}",
                                  session.hotkey == nullptr ? "API key" : "hotkey", user->username)});
  if (session.hotkey != nullptr) {
    Compare("auth", "username", session.username, user->username, Verdict::kWarning, "", session, findings);
    Compare("auth", "user_id", session.user_id, user->user_id, Verdict::kFailed,
            ": chutes and secrets are looked up by it", session, findings);
  }
  const bool is_coldkey = session.payment_address == user->coldkey;
  Compare("payment", "address", session.payment_address, user->payment_address, Verdict::kWarning,
          is_coldkey ? ": it is the coldkey, and TAO that is sent there adds no balance"
                     : ": TAO that is sent elsewhere may be lost",
          session, findings);
  return findings;
}

}  // namespace chutesd::ops
