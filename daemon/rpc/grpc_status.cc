#include "daemon/rpc/grpc_status.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "proto/support/text.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostTextBytes = 512;
// These three keep the largest error below 8 KiB, with the message in it twice, once percent-encoded,
// and the details in base64.
constexpr std::size_t kMostViolations = 8;
constexpr std::size_t kMostFieldBytes = 128;
constexpr std::size_t kMostDescriptionBytes = 256;
constexpr std::size_t kMostFactsBytes = 2048;
constexpr std::size_t kMostFactsBesideViolations = 256;

// Those of `facts` that fit; none is changed, as that would be another path.
void AddFacts(const Facts& facts, std::size_t room, google::rpc::ErrorInfo& info) {
  constexpr std::size_t kOverhead = 16;  // on the wire, at most
  for (const auto& [name, value] : facts) {
    const std::size_t size = name.size() + value.size() + kOverhead;
    if (size > room || !support::IsUtf8(value)) continue;
    room -= size;
    (*info.mutable_metadata())[name] = value;
  }
}

}  // namespace

grpc::Status ToGrpcStatus(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const Failure* const failure = &status.failure();
  const ReasonTraits& traits = TraitsOf(failure->reason);
  const std::string message = support::CappedText(failure->message, kMostTextBytes);

  google::rpc::ErrorInfo info;
  info.set_reason(std::string(traits.name));
  info.set_domain("chutesd");
  AddFacts(failure->facts, failure->violations.empty() ? kMostFactsBytes : kMostFactsBesideViolations, info);
  auto& metadata = *info.mutable_metadata();
  metadata[fact::kNextStep] =
      support::CappedText(failure->next_step.empty() ? traits.next_step : failure->next_step, kMostTextBytes);
  if (failure->http_status != 0) metadata[fact::kHttpStatus] = std::to_string(failure->http_status);
  if (!failure->stage.empty()) metadata[fact::kStage] = failure->stage;

  google::rpc::Status details;
  details.set_code(traits.code);
  details.set_message(message);
  details.add_details()->PackFrom(info);
  if (!failure->violations.empty()) {
    google::rpc::BadRequest bad_request;
    for (std::size_t i = 0; i < std::min(failure->violations.size(), kMostViolations); ++i) {
      auto* violation = bad_request.add_field_violations();
      violation->set_field(support::CappedText(failure->violations[i].field, kMostFieldBytes));
      violation->set_description(
          support::CappedText(failure->violations[i].description, kMostDescriptionBytes));
    }
    details.add_details()->PackFrom(bad_request);
  }
  if (failure->retry_after) {
    google::rpc::RetryInfo retry;
    *retry.mutable_retry_delay() =
        google::protobuf::util::TimeUtil::MillisecondsToDuration(failure->retry_after->count());
    details.add_details()->PackFrom(retry);
  }
  return {static_cast<grpc::StatusCode>(traits.code), message, details.SerializeAsString()};
}

}  // namespace chutesd::rpc
