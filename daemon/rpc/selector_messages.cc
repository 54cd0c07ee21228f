#include "daemon/rpc/selector_messages.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>

#include "daemon/base/failure.h"
#include "daemon/model/types.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostPathBytes = 4096;
constexpr std::size_t kMostUrlBytes = 2048;

session::Origin OriginFrom(v1::Origin origin) {
  switch (origin) {
    case v1::ORIGIN_OPTION:
      return session::Origin::kOption;
    case v1::ORIGIN_ENVIRONMENT:
      return session::Origin::kEnvironment;
    case v1::ORIGIN_PROFILE:
      return session::Origin::kProfile;
    case v1::ORIGIN_STDIN:
      return session::Origin::kStdin;
    default:
      // A client can only say how it came by a value; the other origins are the daemon's to give.
      return session::Origin::kRequest;
  }
}

Status CheckText(std::string_view field, const std::string& text, std::size_t most) {
  if (text.size() > most)
    return FailField(field, fmt::format("is {} bytes long; at most {} are allowed", text.size(), most));
  if (text.find('\0') != std::string::npos) return FailField(field, "holds a NUL byte");
  return OkStatus();
}

}  // namespace

Result<session::Selector> SelectorFrom(const v1::SessionSelector& message) {
  if (auto status = CheckText("session.config_path", message.config_path(), kMostPathBytes); !status.ok())
    return status;
  if (auto status = CheckText("session.api_url", message.api_url(), kMostUrlBytes); !status.ok())
    return status;
  if (!message.config_path().empty() && message.config_path().front() != '/') {
    return FailField("session.config_path",
                     fmt::format("'{}' is not an absolute path", message.config_path()),
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
    if (!key.ok()) return key.status();
    selector.api_key = std::make_shared<const model::ApiKeyText>(*std::move(key));
    selector.api_key_origin = OriginFrom(message.api_key_origin());
  }
  return selector;
}

v1::Origin OriginMessage(session::Origin origin) {
  switch (origin) {
    case session::Origin::kOption:
      return v1::ORIGIN_OPTION;
    case session::Origin::kEnvironment:
      return v1::ORIGIN_ENVIRONMENT;
    case session::Origin::kFile:
      return v1::ORIGIN_FILE;
    case session::Origin::kDefault:
      return v1::ORIGIN_DEFAULT;
    case session::Origin::kDaemon:
      return v1::ORIGIN_DAEMON;
    case session::Origin::kProfile:
      return v1::ORIGIN_PROFILE;
    case session::Origin::kStdin:
      return v1::ORIGIN_STDIN;
    case session::Origin::kRequest:
      return v1::ORIGIN_UNSPECIFIED;
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
