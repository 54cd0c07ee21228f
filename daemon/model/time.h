#pragma once

#include <chrono>

namespace chutesd::model {

// A moment in UTC, to the microsecond: the resolution of the API's timestamps.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace chutesd::model
