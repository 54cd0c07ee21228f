#include "daemon/session/make_session.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "daemon/http/api_url.h"

namespace chutesd::session {
namespace {

Status WithSelector(const Selector& selector, const std::string& path, const Status& error) {
  Failure failure = error.failure();
  failure.facts[fact::kPath] = path;
  if (failure.reason == Reason::kConfigMissing && selector.config_path_origin == Origin::kProfile) {
    const std::string profile = std::filesystem::path(path).stem();
    failure.message = fmt::format("there is no profile '{}': {} does not exist", profile, path);
    failure.facts[fact::kProfile] = profile;
  }
  return failure;
}

// The key is for this account, or the file has none. One that came by standard input is meant for this call;
// one from elsewhere, as a variable of the shell, must not be passed over if it is another user's.
Status AddApiKey(const Selector& selector, Session& session) {
  if (session.api_key != nullptr) {
    session.api_key_id = session.api_key->api_key_id();
    session.api_key_origin = Origin::kFile;
  }
  if (session.hotkey == nullptr && !selector.api_key_problem.ok()) return selector.api_key_problem;
  if (selector.api_key == nullptr) return OkStatus();
  const model::ApiKeyText& key = *selector.api_key;
  const bool is_of_another = !session.user_id.empty() && session.user_id != key.user_id();
  const bool is_used = session.hotkey == nullptr || selector.api_key_origin == Origin::kStdin;
  if (!is_used && is_of_another) {
    Failure failure{Reason::kApiKeyRefused,
                    fmt::format("the API key is user {}'s, and the account in {} is user {}'s", key.user_id(),
                                session.config_path, session.user_id),
                    "send no API key to use this account, or name another config file to use the key"};
    failure.facts[fact::kPath] = session.config_path;
    return failure;
  }
  session.api_key_id = key.api_key_id();
  session.api_key_origin = selector.api_key_origin;
  if (!is_used) return OkStatus();
  if (is_of_another) {
    config::Config without_account;
    without_account.base_url = session.base_url;
    static_cast<config::Config&>(session) = std::move(without_account);
  }
  session.hotkey = nullptr;
  session.api_key = selector.api_key;
  session.user_id = key.user_id();
  return OkStatus();
}

}  // namespace

FileNeed NeedOf(const Selector& selector) {
  if (selector.allow_missing || (selector.has_api_key() && !selector.names_file())) return FileNeed::kNothing;
  return selector.has_api_key() ? FileNeed::kFile : FileNeed::kAccount;
}

Result<ConfigPtr> ConfigFor(FileNeed need, const Contents& contents) {
  if (need == FileNeed::kAccount) return contents.account;
  const Result<ConfigPtr>& found = contents.anything;
  const bool is_absent = !found.ok() && found.failure().reason == Reason::kConfigMissing;
  if (is_absent && need == FileNeed::kNothing) return std::make_shared<const config::Config>();
  return found;
}

Result<SessionPtr> MakeSession(const Selector& selector, const std::string& path, const Contents& contents) {
  const Result<ConfigPtr> found = ConfigFor(NeedOf(selector), contents);
  if (!found.ok()) return WithSelector(selector, path, found.status());
  Session session;
  static_cast<config::Config&>(session) = **found;
  session.config_path = path;
  session.config_path_origin = selector.config_path.empty() ? Origin::kDefault : selector.config_path_origin;
  if (selector.api_url.empty()) {
    session.api_url = session.base_url.value_or(std::string(config::kDefaultApiUrl));
    session.api_url_origin = session.base_url ? Origin::kFile : Origin::kDefault;
  } else {
    session.api_url = http::NormalizeApiUrl(selector.api_url).value_or("");
    session.api_url_origin = selector.api_url_origin;
  }
  if (Status status = AddApiKey(selector, session); !status.ok()) return status;
  session.load_time = contents.load_time;
  session.warnings = contents.warnings;
  session.allow_missing = selector.allow_missing;
  session.allow_missing_origin = selector.allow_missing ? selector.allow_missing_origin : Origin::kDefault;
  return std::make_shared<const Session>(std::move(session));
}

}  // namespace chutesd::session
