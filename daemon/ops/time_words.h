#pragma once

#include <string>

#include "daemon/model/types.h"

namespace chutesd::ops {

// Such as "2024-01-15 10:30:00 UTC", for warnings.
std::string TimeWords(model::Time time);

}  // namespace chutesd::ops
