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
  failure.next_step = "check that the API URL is right (chutes status); an older chutesd may need an update";
  return failure;
}

}  // namespace chutesd::codec
