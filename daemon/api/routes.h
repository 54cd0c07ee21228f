#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"

namespace chutesd::api {

// Where a request goes, below the API's URL.
struct Route {
  std::string path;    // exactly as the server knows it: a final slash more or less is another route
  SecretString query;  // percent-encoded, without `?`; holds the token of a registration
};

Route PingRoute();
Route UserRoute();
// `token` goes into the query as it is, percent-encoded.
Route RegisterRoute(std::string_view token);
Route UsernameRoute(std::string_view username);
Route FingerprintRoute();

// `page` counts from 0; neither may be negative.
Route KeysRoute(std::int64_t page, std::int64_t limit);
Route SecretsRoute(std::int64_t page, std::int64_t limit);
// `name` is a pattern for the server: a part of the name, in any case, with `_` and `%` as wildcards.
Route ChutesRoute(std::string_view name, std::int64_t page, std::int64_t limit);

// To create something.
Route KeysRoute();
Route SecretsRoute();

// One thing by its id. INVALID_ARGUMENT for an id that is empty (that would be the list), longer than 128
// bytes, `.` or `..`, or that has a slash, a backslash or a control character: some proxies undo the
// escaping and would take the request somewhere else. Everything else is percent-encoded.
Result<Route> KeyRoute(std::string_view api_key_id);
Result<Route> SecretRoute(std::string_view secret_id);

// Where registrations for the API at `api_url` (without a final slash) go: the official API has a host of
// its own for them.
std::string RegistrationUrl(std::string_view api_url);

}  // namespace chutesd::api
