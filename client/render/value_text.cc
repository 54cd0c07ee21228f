#include "client/render/value_text.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "proto/support/text.h"

namespace chutes::render {
namespace {

// As JSON has it: in UTF-16.
void AppendUnits(char32_t value, std::string& out) {
  constexpr char32_t kFirstOfTwo = 0x10000;
  if (value < kFirstOfTwo) {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(value));
    return;
  }
  AppendUnits(0xd800 + ((value - kFirstOfTwo) >> 10U), out);
  AppendUnits(0xdc00 + ((value - kFirstOfTwo) & 0x3ffU), out);
}

}  // namespace

std::string JsonText(const Json& json) {
  constexpr int kIndent = 2;
  const std::string dumped = json.dump(kIndent, ' ', false, Json::error_handler_t::replace);
  std::string out;
  for (std::string_view rest = dumped; !rest.empty();) {
    const std::optional<support::CodePoint> first = support::FirstCodePoint(rest);
    const std::size_t size = first ? first->size : 1;
    const bool is_replaced = first && first->value == 0xfffd;
    if (first && first->value != U'\n' && (is_replaced || support::IsUnsafe(first->value))) {
      AppendUnits(first->value, out);
    } else {
      out += rest.substr(0, size);
    }
    rest.remove_prefix(size);
  }
  return out + '\n';
}

Json OrNull(std::string_view text) { return text.empty() ? Json() : Json(text); }

Json NumberJson(double value) {
  constexpr double kMostExact = 1e15;
  const bool is_whole = std::abs(value) <= kMostExact && std::trunc(value) == value;
  return is_whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

std::string JsonText(std::string_view name, const std::string& value) {
  Json json;
  json[std::string(name)] = value;
  return JsonText(json);
}

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

namespace {

// The range of google.protobuf.Timestamp: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

std::string Format(std::int64_t seconds, char separator) {
  if (seconds < kFirstSecond || seconds > kLastSecond) return "";
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), separator,
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace

std::string TimeForPeople(const google::protobuf::Timestamp& time) { return Format(time.seconds(), ' '); }

std::string TimeForPrograms(const google::protobuf::Timestamp& time) {
  std::string text = Format(time.seconds(), 'T');
  if (text.empty()) return text;
  constexpr int kNanosPerMicro = 1000;
  const int micros = time.nanos() / kNanosPerMicro;
  return micros > 0 ? fmt::format("{}.{:06}Z", text, micros) : text + "Z";
}

std::string Age(std::int64_t then, std::int64_t now) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array kUnits = {Unit{365LL * 24 * 3600, "year"}, Unit{24LL * 3600, "day"},
                                 Unit{3600, "hour"}, Unit{60, "minute"}, Unit{1, "second"}};
  if (then < kFirstSecond || then > now) return "a moment";
  for (const Unit& unit : kUnits) {
    const std::int64_t count = (now - then) / unit.seconds;
    if (count > 0) return fmt::format("{} {}{}", count, unit.name, count == 1 ? "" : "s");
  }
  return "a moment";
}

}  // namespace chutes::render
