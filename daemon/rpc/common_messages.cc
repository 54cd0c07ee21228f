#include "daemon/rpc/common_messages.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostUrlBytes = 2048;

using session::Origin;

// The numbers are the same on both sides.
static_assert(static_cast<int>(Origin::kOption) == v1::ORIGIN_OPTION);
static_assert(static_cast<int>(Origin::kStdin) == v1::Origin_MAX);

// A client can only say how it came by a value; some origins are the daemon's to give.
Origin OriginFrom(v1::Origin message) {
  const bool is_ours = message == v1::ORIGIN_FILE || message == v1::ORIGIN_DAEMON;
  return is_ours || !v1::Origin_IsValid(message) ? Origin::kRequest : static_cast<Origin>(message);
}

void CheckText(std::string_view field, const std::string& text, std::size_t most, FieldErrors& errors) {
  if (text.size() > most) {
    errors.Add(field, fmt::format("is {} bytes long; at most {} are allowed", text.size(), most));
  }
  if (text.find('\0') != std::string::npos) errors.Add(field, "holds a NUL byte");
}

}  // namespace

Result<session::Selector> SelectorFrom(const v1::SessionSelector& message) {
  FieldErrors errors;
  CheckText("session.config_path", message.config_path(), session::kMaxConfigPath, errors);
  CheckText("session.api_url", message.api_url(), kMostUrlBytes, errors);
  if (!message.config_path().empty() && message.config_path().front() != '/') {
    errors.Add("session.config_path", fmt::format("'{}' is not an absolute path", message.config_path()),
               "the daemon has another working directory: send the whole path");
  }
  session::Selector selector;
  selector.config_path = message.config_path();
  selector.config_path_origin = OriginFrom(message.config_path_origin());
  selector.api_url = message.api_url();
  selector.api_url_origin = OriginFrom(message.api_url_origin());
  selector.allow_missing = message.allow_missing();
  selector.allow_missing_origin = OriginFrom(message.allow_missing_origin());
  if (!message.api_key().empty()) {
    selector.api_key_origin = OriginFrom(message.api_key_origin());
    Result<model::ApiKeyText> key = model::ApiKeyText::Parse(message.api_key());
    if (key.ok()) {
      selector.api_key = std::make_shared<const model::ApiKeyText>(*std::move(key));
    } else if (selector.api_key_origin == Origin::kEnvironment) {
      selector.api_key_problem = key.status();  // may stand there for other tools
    } else {
      errors.Add(key.status());
    }
  }
  return errors.Or(std::move(selector));
}

}  // namespace chutesd::rpc
