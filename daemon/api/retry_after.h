#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace chutesd::api {

// A Retry-After header: whole seconds (at most 9 digits) or an HTTP date such as
// `Wed, 21 Oct 2015 07:28:00 GMT`, of which the time until then is told (none if it is past). Nothing if
// it is neither.
std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view header,
                                                         std::chrono::system_clock::time_point now);

}  // namespace chutesd::api
