#include "client/render/value_text.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

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

namespace {

// OBJECT_TYPE_IMAGES as `images`. For what is not said, and for a value of a later version, `other`.
std::string Shortened(const std::string& name, std::string_view prefix, std::string_view other = "") {
  if (name.size() <= prefix.size() || name.ends_with("_UNSPECIFIED")) return std::string(other);
  return support::LowerCase(std::string_view(name).substr(prefix.size()));
}

}  // namespace

std::string NameOf(chutesd::v1::ObjectType type) {
  return Shortened(chutesd::v1::ObjectType_Name(type), "OBJECT_TYPE_");
}

std::string NameOf(chutesd::v1::Action action) {
  return Shortened(chutesd::v1::Action_Name(action), "ACTION_");
}

std::string NameOf(chutesd::v1::AuthMethod method) {
  return Shortened(chutesd::v1::AuthMethod_Name(method), "AUTH_METHOD_");
}

std::string NameOf(chutesd::v1::Origin origin) {
  return Shortened(chutesd::v1::Origin_Name(origin), "ORIGIN_", "request");
}

std::string NameOf(chutesd::v1::Verdict verdict) {
  return Shortened(chutesd::v1::Verdict_Name(verdict), "VERDICT_", "unknown");
}

std::string NameOf(chutesd::v1::Launch launch) {
  if (launch == chutesd::v1::LAUNCH_BY_HAND) return "hand";
  if (launch == chutesd::v1::LAUNCH_SERVICE_MANAGER) return "service manager";
  return Shortened(chutesd::v1::Launch_Name(launch), "LAUNCH_");
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

Json TimeJson(bool is_known, const google::protobuf::Timestamp& time) {
  return OrNull(is_known ? TimeForPrograms(time) : "");
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
