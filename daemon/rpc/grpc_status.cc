#include "daemon/rpc/grpc_status.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string>

#include "daemon/base/failure.h"
#include "daemon/rpc/capped_text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostTextBytes = 512;
// These three keep the largest error below 8 KiB, with the message in it twice, once percent-encoded,
// and the details in base64.
constexpr std::size_t kMostViolations = 8;
constexpr std::size_t kMostFieldBytes = 128;
constexpr std::size_t kMostDescriptionBytes = 256;

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  const std::optional<Failure> failure = FailureOf(status);
  if (!failure) return grpc::Status::OK;
  const std::string message = CappedText(failure->message, kMostTextBytes);

  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(failure->reason)));
  info.set_domain("chutesd");
  if (!failure->next_step.empty())
    (*info.mutable_metadata())["next_step"] = CappedText(failure->next_step, kMostTextBytes);
  if (failure->http_status != 0)
    (*info.mutable_metadata())["http_status"] = std::to_string(failure->http_status);
  if (!failure->config_path.empty())
    (*info.mutable_metadata())["config_path"] = CappedText(failure->config_path, kMostTextBytes);
  if (!failure->stage.empty()) (*info.mutable_metadata())["stage"] = failure->stage;

  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  details.add_details()->PackFrom(info);
  if (!failure->violations.empty()) {
    google::rpc::BadRequest bad_request;
    for (std::size_t i = 0; i < std::min(failure->violations.size(), kMostViolations); ++i) {
      auto* violation = bad_request.add_field_violations();
      violation->set_field(CappedText(failure->violations[i].field, kMostFieldBytes));
      violation->set_description(CappedText(failure->violations[i].description, kMostDescriptionBytes));
    }
    details.add_details()->PackFrom(bad_request);
  }
  if (failure->retry_after) {
    google::rpc::RetryInfo retry;
    *retry.mutable_retry_delay() =
        google::protobuf::util::TimeUtil::MillisecondsToDuration(failure->retry_after->count());
    details.add_details()->PackFrom(retry);
  }
  return {static_cast<grpc::StatusCode>(status.code()), message, details.SerializeAsString()};
}

}  // namespace chutesd::rpc
