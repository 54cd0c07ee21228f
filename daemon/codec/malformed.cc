#include "daemon/codec/malformed.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::codec {

Status Malformed(const Status& problem) {
  Failure failure;
  failure.reason = Reason::kUpstreamMalformed;
  failure.message = fmt::format("the API's answer cannot be understood: {}", std::string(problem.message()));
  return failure;
}

}  // namespace chutesd::codec
