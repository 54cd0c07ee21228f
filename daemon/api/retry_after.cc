#include "daemon/api/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace chutesd::api {
namespace {

using std::chrono::system_clock;

constexpr std::size_t kMaxDigits = 9;

std::optional<unsigned> Number(std::string_view digits) {
  unsigned value = 0;
  const bool only_digits = !digits.empty() && digits.size() <= kMaxDigits &&
                           digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!only_digits) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

unsigned MonthOf(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  return found == kMonths.end() ? 0 : static_cast<unsigned>(found - kMonths.begin()) + 1;
}

// RFC 9110's IMF-fixdate. The day's name is not looked at.
std::optional<system_clock::time_point> HttpDate(std::string_view text) {
  constexpr std::string_view kShape = "Wed, 21 Oct 2015 07:28:00 GMT";
  if (text.size() != kShape.size()) return std::nullopt;
  for (const std::size_t at : {3U, 4U, 7U, 11U, 16U, 19U, 22U, 25U, 26U, 27U, 28U}) {
    if (text[at] != kShape[at]) return std::nullopt;
  }
  const auto day = Number(text.substr(5, 2));
  const auto year = Number(text.substr(12, 4));
  const auto hour = Number(text.substr(17, 2));
  const auto minute = Number(text.substr(20, 2));
  const auto second = Number(text.substr(23, 2));
  if (!day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(MonthOf(text.substr(8, 3))),
                                         std::chrono::day(*day)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace

std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view header,
                                                         system_clock::time_point now) {
  if (const auto seconds = Number(header)) return std::chrono::seconds(*seconds);
  const auto date = HttpDate(header);
  if (!date) return std::nullopt;
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(*date - now));
}

}  // namespace chutesd::api
