#include "daemon/rpc/common_messages.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <memory>
#include <utility>

#include "daemon/model/types.h"
#include "daemon/rpc/request_rules.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostPathBytes = 4096;
constexpr std::size_t kMostUrlBytes = 2048;

using session::Origin;

constexpr std::array<std::pair<Origin, v1::Origin>, 8> kOrigins = {
    {{Origin::kRequest, v1::ORIGIN_UNSPECIFIED},
     {Origin::kOption, v1::ORIGIN_OPTION},
     {Origin::kEnvironment, v1::ORIGIN_ENVIRONMENT},
     {Origin::kFile, v1::ORIGIN_FILE},
     {Origin::kDefault, v1::ORIGIN_DEFAULT},
     {Origin::kDaemon, v1::ORIGIN_DAEMON},
     {Origin::kProfile, v1::ORIGIN_PROFILE},
     {Origin::kStdin, v1::ORIGIN_STDIN}}};

// A client can only say how it came by a value; some origins are the daemon's to give.
Origin OriginFrom(v1::Origin message) {
  for (const auto& [origin, each] : kOrigins) {
    const bool is_ours = origin == Origin::kFile || origin == Origin::kDefault || origin == Origin::kDaemon;
    if (each == message && !is_ours) return origin;
  }
  return Origin::kRequest;
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
  CheckText("session.config_path", message.config_path(), kMostPathBytes, errors);
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
    Result<model::ApiKeyText> key = model::ApiKeyText::Parse(message.api_key());
    errors.Add(key.status());
    if (key.ok()) selector.api_key = std::make_shared<const model::ApiKeyText>(*std::move(key));
    selector.api_key_origin = OriginFrom(message.api_key_origin());
  }
  return errors.Or(std::move(selector));
}

v1::Origin OriginMessage(session::Origin origin) {
  for (const auto& [each, message] : kOrigins) {
    if (each == origin) return message;
  }
  return v1::ORIGIN_UNSPECIFIED;
}

google::protobuf::Timestamp TimeMessage(model::Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds);
  google::protobuf::Timestamp message;
  message.set_seconds(seconds.time_since_epoch().count());
  message.set_nanos(static_cast<std::int32_t>(rest.count()));
  return message;
}

std::string PageArguments(std::string_view list, const v1::SessionSelector& session,
                          const std::string& filter) {
  const Result<model::ApiKeyText> key = model::ApiKeyText::Parse(session.api_key());
  // NUL cannot be in a path or URL, so no two lists share this text.
  return fmt::format("{}{}{}{}{}{}{}{}{}", list, '\0', session.config_path(), '\0', session.api_url(), '\0',
                     key.ok() ? key->api_key_id() : std::string(), '\0', filter);
}

}  // namespace chutesd::rpc
