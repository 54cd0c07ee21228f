#pragma once

#include <grpcpp/support/status.h>

#include "daemon/base/failure.h"

namespace chutesd::rpc {

// The one place where our errors become gRPC's: code, a message of at most 512 bytes, and a
// google.rpc.Status with ErrorInfo (domain `chutesd`), BadRequest and RetryInfo as details. Texts are
// capped because beyond 8 KiB of metadata a client sees another error instead of this one.
grpc::Status ToGrpcStatus(const Status& status);

}  // namespace chutesd::rpc
