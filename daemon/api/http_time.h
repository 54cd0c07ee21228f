#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chutesd::api {

// RFC 9110's IMF-fixdate, such as `Wed, 21 Oct 2015 07:28:00 GMT`; the day's name need not fit the date.
// Nothing if `text` is anything else.
std::optional<std::chrono::system_clock::time_point> ParseHttpDate(std::string_view text);

// A Retry-After header: whole seconds (at most 9 digits) or an HTTP date, of which the time until then is
// returned (none if it is past). Nothing if it is neither.
std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view header,
                                                         std::chrono::system_clock::time_point now);

// Such as "2024-01-15 10:30:00 UTC", for messages.
std::string UtcText(std::chrono::system_clock::time_point time);

}  // namespace chutesd::api
