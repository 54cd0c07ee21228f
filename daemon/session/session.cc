#include "daemon/session/session.h"

#include <optional>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/config/api_url.h"

namespace chutesd::session {

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
  const Result<std::string> url = config::NormalizeApiUrl(selector.api_url);
  if (url.ok()) return OkStatus();
  std::optional<Failure> failure = FailureOf(url.status());
  failure->violations.push_back({"session.api_url", failure->message});
  return *failure;
}

}  // namespace chutesd::session
