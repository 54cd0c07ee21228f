#include "client/rpc/status_details.h"

#include <string_view>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace chutes::rpc {
namespace {

constexpr std::string_view kDomain = "chutesd";
constexpr std::size_t kMaxViolations = 32;
constexpr std::int64_t kMaxRetrySeconds = 365LL * 24 * 3600;

// The type's name is what follows the last slash of the URL.
std::string_view TypeOf(const google::protobuf::Any& detail) {
  const std::string_view url = detail.type_url();
  return url.substr(url.rfind('/') + 1);
}

void AddErrorInfo(const google::protobuf::Any& detail, CallError& error) {
  google::rpc::ErrorInfo info;
  if (!info.ParseFromString(detail.value()) || info.domain() != kDomain) return;
  error.reason = chutesd::ReasonByName(info.reason());
  error.is_reason_unknown = error.reason == chutesd::Reason::kUnspecified && !info.reason().empty();
  error.facts = {info.metadata().begin(), info.metadata().end()};
  if (auto next_step = error.facts.extract(chutesd::fact::kNextStep)) error.next_step = next_step.mapped();
}

void AddBadRequest(const google::protobuf::Any& detail, CallError& error) {
  google::rpc::BadRequest bad_request;
  if (!bad_request.ParseFromString(detail.value())) return;
  for (const auto& violation : bad_request.field_violations()) {
    if (error.violations.size() == kMaxViolations) return;
    error.violations.push_back({violation.field(), violation.description()});
  }
}

void AddRetryInfo(const google::protobuf::Any& detail, CallError& error) {
  google::rpc::RetryInfo retry;
  if (!retry.ParseFromString(detail.value()) || !retry.has_retry_delay()) return;
  const std::int64_t seconds = retry.retry_delay().seconds();
  if (seconds < 0 || seconds > kMaxRetrySeconds) return;
  constexpr int kNanosPerMilli = 1'000'000;
  error.retry_after =
      std::chrono::seconds(seconds) + std::chrono::milliseconds(retry.retry_delay().nanos() / kNanosPerMilli);
}

}  // namespace

void AddStatusDetails(const std::string& serialized, CallError& error) {
  google::rpc::Status status;
  if (!status.ParseFromString(serialized)) return;
  if (!status.message().empty()) error.message = status.message();
  for (const google::protobuf::Any& detail : status.details()) {
    const std::string_view type = TypeOf(detail);
    if (type == "google.rpc.ErrorInfo") AddErrorInfo(detail, error);
    if (type == "google.rpc.BadRequest") AddBadRequest(detail, error);
    if (type == "google.rpc.RetryInfo") AddRetryInfo(detail, error);
  }
}

}  // namespace chutes::rpc
