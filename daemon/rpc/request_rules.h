#pragma once

#include <google/protobuf/message.h>

#include "daemon/base/failure.h"

namespace chutesd::rpc {

// Largest request in bytes, as encoded.
inline constexpr std::size_t kMostRequestBytes = 64 * 1024;

// What holds for every request: at most kMostRequestBytes (the error names the largest field), and no
// enum value that this version does not know. INVALID_ARGUMENT with the field's path otherwise.
Status CheckRequest(const google::protobuf::Message& request);

}  // namespace chutesd::rpc
