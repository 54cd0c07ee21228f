#include "client/render/enum_names.h"

namespace chutes::render {

std::string_view NameOf(chutesd::v1::ObjectType type) {
  switch (type) {
    case chutesd::v1::OBJECT_TYPE_IMAGES:
      return "images";
    case chutesd::v1::OBJECT_TYPE_CHUTES:
      return "chutes";
    case chutesd::v1::OBJECT_TYPE_INVOCATIONS:
      return "invocations";
    default:
      return "";
  }
}

std::string_view NameOf(chutesd::v1::Action action) {
  switch (action) {
    case chutesd::v1::ACTION_READ:
      return "read";
    case chutesd::v1::ACTION_WRITE:
      return "write";
    case chutesd::v1::ACTION_DELETE:
      return "delete";
    case chutesd::v1::ACTION_INVOKE:
      return "invoke";
    default:
      return "";
  }
}

std::string_view NameOf(chutesd::v1::AuthMethod method) {
  switch (method) {
    case chutesd::v1::AUTH_METHOD_HOTKEY:
      return "hotkey";
    case chutesd::v1::AUTH_METHOD_API_KEY:
      return "api_key";
    default:
      return "";
  }
}

std::string_view NameOf(chutesd::v1::Origin origin) {
  switch (origin) {
    case chutesd::v1::ORIGIN_OPTION:
      return "option";
    case chutesd::v1::ORIGIN_ENVIRONMENT:
      return "environment";
    case chutesd::v1::ORIGIN_FILE:
      return "file";
    case chutesd::v1::ORIGIN_DEFAULT:
      return "default";
    case chutesd::v1::ORIGIN_DAEMON:
      return "daemon";
    case chutesd::v1::ORIGIN_PROFILE:
      return "profile";
    case chutesd::v1::ORIGIN_STDIN:
      return "stdin";
    default:
      return "request";
  }
}

std::string_view NameOf(chutesd::v1::Verdict verdict) {
  switch (verdict) {
    case chutesd::v1::VERDICT_OK:
      return "ok";
    case chutesd::v1::VERDICT_WARNING:
      return "warning";
    case chutesd::v1::VERDICT_FAILED:
      return "failed";
    case chutesd::v1::VERDICT_SKIPPED:
      return "skipped";
    default:
      return "unknown";
  }
}

std::string_view NameOf(chutesd::v1::Launch launch) {
  switch (launch) {
    case chutesd::v1::LAUNCH_BY_HAND:
      return "hand";
    case chutesd::v1::LAUNCH_SERVICE_MANAGER:
      return "service manager";
    case chutesd::v1::LAUNCH_CLIENT:
      return "client";
    default:
      return "";
  }
}

}  // namespace chutes::render
