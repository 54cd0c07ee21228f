#pragma once

#include "absl/status/status.h"

namespace chutesd::codec {

// The failure for an answer of the API that cannot be understood, from what a reader found wrong with it.
absl::Status Malformed(const absl::Status& problem);

}  // namespace chutesd::codec
