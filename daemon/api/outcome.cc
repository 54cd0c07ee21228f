#include "daemon/api/outcome.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/base/failure.h"
#include "daemon/codec/error_body.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxCause = 260;

bool MayHaveBeenSent(Reason reason) {
  switch (reason) {
    case Reason::kUpstreamUnreachable:
    case Reason::kUpstreamTlsRefused:
    case Reason::kApiUrlRefused:
    case Reason::kInvalidArgument:
      return false;
    default:
      return true;
  }
}

}  // namespace

Status OutcomeUnknown(const Asked& asked, const Status& cause) {
  Failure failure = FailureOf(cause).value_or(Failure());
  failure.reason = Reason::kOutcomeUnknown;
  failure.message =
      fmt::format("outcome unknown: the API was asked to {}, which may or may not have happened ({})",
                  Describe(asked), codec::ReadableLine(failure.message, kMaxCause));
  failure.next_step = std::string(TraitsOf(asked.operation).look_at);
  failure.facts[fact::kOperation] = TraitsOf(asked.operation).name;
  failure.violations.clear();
  failure.retry_after.reset();  // nobody shall take this for an invitation to try again
  return failure;
}

Status ChangeFailure(const Asked& asked, const Status& transport_error) {
  const Failure failure = FailureOf(transport_error).value_or(Failure());
  return !failure.nothing_sent && MayHaveBeenSent(failure.reason) ? OutcomeUnknown(asked, transport_error)
                                                                  : transport_error;
}

}  // namespace chutesd::api
