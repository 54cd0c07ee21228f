#pragma once

#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::api {

// What an error of UpstreamStatus means for a request that was made by an API key instead of a hotkey: the
// API answers the same 401 to keys that are wrong, deleted or scoped. Nothing of `api_key` is in the result,
// even if the server echoed it. Pure.
Status ForApiKey(Status status, std::string_view api_key);

}  // namespace chutesd::api
