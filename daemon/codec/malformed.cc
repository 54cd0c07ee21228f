#include "daemon/codec/malformed.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::codec {

absl::Status Malformed(const absl::Status& problem) {
  Failure failure;
  failure.reason = Reason::kUpstreamMalformed;
  failure.message = fmt::format("the API's answer cannot be understood: {}", std::string(problem.message()));
  failure.next_step = "check that the API URL is right (chutes status); an older chutesd may need an update";
  return Fail(std::move(failure));
}

}  // namespace chutesd::codec
