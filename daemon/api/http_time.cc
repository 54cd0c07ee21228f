#include "daemon/api/http_time.h"

#include <absl/time/time.h>

#include <algorithm>
#include <charconv>

namespace chutesd::api {

using std::chrono::milliseconds;
using std::chrono::system_clock;

std::optional<system_clock::time_point> ParseHttpDate(std::string_view text) {
  constexpr std::string_view kExample = "Wed, 21 Oct 2015 07:28:00 GMT";
  absl::Time time;
  if (text.size() != kExample.size()) return std::nullopt;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", {text.data(), text.size()}, &time, nullptr)) {
    return std::nullopt;
  }
  return absl::ToChronoTime(time);
}

std::optional<milliseconds> ParseRetryAfter(std::string_view header, system_clock::time_point now) {
  constexpr std::size_t kMostDigits = 9;
  unsigned seconds = 0;
  const char* const end = header.data() + header.size();
  const std::from_chars_result read = std::from_chars(header.data(), end, seconds);
  if (read.ec == std::errc() && read.ptr == end && header.size() <= kMostDigits) {
    return std::chrono::seconds(seconds);
  }
  const auto date = ParseHttpDate(header);
  if (!date) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(*date - now));
}

std::string UtcText(system_clock::time_point time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromChrono(time), absl::UTCTimeZone());
}

}  // namespace chutesd::api
