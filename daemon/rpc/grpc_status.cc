#include "daemon/rpc/grpc_status.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace chutesd::rpc {
namespace {

constexpr std::size_t kMostTextBytes = 512;
constexpr std::size_t kMostViolations = 8;

// Cut between characters, not within one.
std::string Capped(std::string_view text) {
  if (text.size() <= kMostTextBytes) return std::string(text);
  constexpr std::string_view kEllipsis = "...";
  std::size_t size = kMostTextBytes - kEllipsis.size();
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return std::string(text.substr(0, size)) + std::string(kEllipsis);
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  const std::optional<Failure> failure = FailureOf(status);
  if (!failure) return grpc::Status::OK;
  const std::string message = Capped(failure->message);

  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(failure->reason)));
  info.set_domain("chutesd");
  if (!failure->next_step.empty()) (*info.mutable_metadata())["next_step"] = Capped(failure->next_step);
  if (failure->http_status != 0) (*info.mutable_metadata())["http_status"] = std::to_string(failure->http_status);

  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  details.add_details()->PackFrom(info);
  if (!failure->violations.empty()) {
    google::rpc::BadRequest bad_request;
    for (std::size_t i = 0; i < std::min(failure->violations.size(), kMostViolations); ++i) {
      auto* violation = bad_request.add_field_violations();
      violation->set_field(Capped(failure->violations[i].field));
      violation->set_description(Capped(failure->violations[i].description));
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
