#include "daemon/session/session.h"

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

}  // namespace

FileNeed Selector::file_need() const {
  if (allow_missing || (api_key != nullptr && config_path.empty())) return FileNeed::kNothing;
  return api_key != nullptr ? FileNeed::kFile : FileNeed::kAccount;
}

Status CheckSelector(const Selector& selector) {
  constexpr std::string_view kPathField = "session.config_path";
  const std::string& path = selector.config_path;
  if (path.size() > kMaxConfigPath) return FailField(kPathField, "is longer than 4096 bytes");
  if (path.find('\0') != std::string::npos) return FailField(kPathField, "has a NUL in it");
  if (!path.empty() && !path.starts_with('/')) {
    return FailField(kPathField, "is not an absolute path", "start it with `/`; `~` is not expanded here");
  }
  if (selector.api_url.empty()) return OkStatus();
  const Result<std::string> url = http::NormalizeApiUrl(selector.api_url);
  if (url.ok()) return OkStatus();
  Failure failure = url.failure();
  failure.violations.push_back({"session.api_url", failure.message});
  return failure;
}

Result<ConfigPtr> ConfigFor(FileNeed need, const Contents& contents) {
  if (need == FileNeed::kAccount) return contents.account;
  const Result<ConfigPtr>& found = contents.anything;
  const bool is_absent = !found.ok() && found.failure().reason == Reason::kConfigMissing;
  if (is_absent && need == FileNeed::kNothing) return std::make_shared<const config::Config>();
  return found;
}

Result<SessionPtr> MakeSession(const Selector& selector, const std::string& path, const Contents& contents) {
  const Result<ConfigPtr> found = ConfigFor(selector.file_need(), contents);
  if (!found.ok()) return WithSelector(selector, path, found.status());
  const config::Config& config = **found;
  Session session;
  session.config_path = path;
  session.config_path_origin = selector.config_path.empty() ? Origin::kDefault : selector.config_path_origin;
  if (selector.api_url.empty()) {
    session.api_url = config.base_url.value_or(std::string(config::kDefaultApiUrl));
    session.api_url_origin = config.base_url ? Origin::kFile : Origin::kDefault;
  } else {
    session.api_url = http::NormalizeApiUrl(selector.api_url).value_or("");
    session.api_url_origin = selector.api_url_origin;
  }
  session.file_api_url = config.base_url.value_or("");
  session.username = config.username;
  session.user_id = config.user_id;
  session.hotkey_name = config.hotkey_name;
  session.hotkey_ss58_address = config.hotkey_ss58_address;
  session.payment_address = config.payment_address;
  session.hotkey = config.hotkey;
  if (selector.api_key != nullptr) {
    session.api_key_id = selector.api_key->api_key_id();
    session.api_key_origin = selector.api_key_origin;
    if (config.hotkey == nullptr) {
      session.api_key = selector.api_key;
      session.user_id = selector.api_key->user_id();
    }
  }
  session.load_time = contents.load_time;
  session.warnings = contents.warnings;
  session.allow_missing = selector.allow_missing;
  session.allow_missing_origin = selector.allow_missing ? selector.allow_missing_origin : Origin::kDefault;
  return std::make_shared<const Session>(std::move(session));
}

}  // namespace chutesd::session
