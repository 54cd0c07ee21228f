#pragma once

#include <string>
#include <string_view>

namespace chutesd::api {

// Where a Location header leads, for a message: scheme, host and port (without a user name), or `another
// path of the same server`, or `an unreadable place`.
std::string RedirectTarget(std::string_view location);

}  // namespace chutesd::api
