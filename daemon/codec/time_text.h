#pragma once

#include <optional>
#include <string_view>

#include "daemon/model/time.h"

namespace chutesd::codec {

// Reads a timestamp of the API: `2025-10-04T12:24:46`, with up to 9 fraction digits (it writes none or 6;
// past the microsecond they are dropped), then `Z`, an offset such as `+00:00`, or nothing, which means
// UTC: the columns without a zone hold UTC. Years 1 to 9999. Nothing if it is anything else.
std::optional<model::Time> ParseTime(std::string_view text);

}  // namespace chutesd::codec
