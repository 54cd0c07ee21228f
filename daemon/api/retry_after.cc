#include "daemon/api/retry_after.h"

#include <algorithm>
#include <charconv>

#include "daemon/api/http_date.h"

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

}  // namespace

std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view header,
                                                         system_clock::time_point now) {
  if (const auto seconds = Number(header)) return std::chrono::seconds(*seconds);
  const auto date = ParseHttpDate(header);
  if (!date) return std::nullopt;
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(*date - now));
}

}  // namespace chutesd::api
