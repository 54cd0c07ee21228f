#pragma once

#include "daemon/base/failure.h"

namespace chutesd::codec {

// The failure for an answer of the API that cannot be understood, from what a reader found wrong with it.
Status Malformed(const Status& problem);

}  // namespace chutesd::codec
