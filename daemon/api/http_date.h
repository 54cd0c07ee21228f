#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace chutesd::api {

// RFC 9110's IMF-fixdate, such as `Wed, 21 Oct 2015 07:28:00 GMT`. The day's name is not looked at. Nothing
// if `text` is anything else.
std::optional<std::chrono::system_clock::time_point> ParseHttpDate(std::string_view text);

}  // namespace chutesd::api
