#include "client/rpc/reply.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "chutesd/v1/errors.pb.h"
#include "client/rpc/base64.h"
#include "client/rpc/grpc_message.h"
#include "client/rpc/status_details.h"

namespace chutes::rpc {
namespace {

constexpr std::string_view kGrpcContentType = "application/grpc";
constexpr std::size_t kMaxWarnings = 32;

CallError Malformed(std::string what) {
  CallError error;
  error.fault = Fault::kMalformed;
  error.code = Code::kInternal;
  error.message = fmt::format("the daemon's answer cannot be understood: {}", what);
  error.next = ChutesCommand("version");
  error.outcome_unknown = true;
  return error;
}

// HTTP/2 error codes as gRPC reads them; https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
Code CodeOfReset(std::uint32_t http2_error) {
  constexpr std::uint32_t kRefusedStream = 7;
  constexpr std::uint32_t kCancel = 8;
  constexpr std::uint32_t kEnhanceYourCalm = 11;
  constexpr std::uint32_t kInadequateSecurity = 12;
  switch (http2_error) {
    case kRefusedStream:
      return Code::kUnavailable;
    case kCancel:
      return Code::kCancelled;
    case kEnhanceYourCalm:
      return Code::kResourceExhausted;
    case kInadequateSecurity:
      return Code::kPermissionDenied;
    default:
      return Code::kInternal;
  }
}

CallError Reset(std::uint32_t http2_error) {
  CallError error;
  error.code = CodeOfReset(http2_error);
  error.message = fmt::format("the daemon gave up the call (HTTP/2 error {})", http2_error);
  error.next = ChutesCommand("status");
  error.outcome_unknown = error.code != Code::kUnavailable;  // a refused stream was never looked at
  return error;
}

CallError Answered(const H2Reply& reply) {
  CallError error;
  constexpr int kLastCode = static_cast<int>(Code::kUnauthenticated);
  error.code = *reply.grpc_status <= kLastCode ? static_cast<Code>(*reply.grpc_status) : Code::kUnknown;
  error.message = DecodePercent(reply.grpc_message);
  if (reply.details) {
    const std::optional<std::string> details = DecodeBase64(*reply.details);
    if (details) AddStatusDetails(*details, error);
  }
  // Said by gRPC's own server as it goes down, of calls that the daemon may have begun.
  const bool is_about_the_daemon = error.code == Code::kUnavailable || error.code == Code::kCancelled;
  const bool has_reason = error.reason != chutesd::Reason::kUnspecified || error.is_reason_unknown;
  if (is_about_the_daemon && !has_reason) error.outcome_unknown = true;
  if (error.message.empty())
    error.message = fmt::format("the daemon refused (gRPC status {})", *reply.grpc_status);
  return error;
}

std::optional<CallError> ReadStatus(const H2Reply& reply) {
  if (!reply.http_status.empty() && reply.http_status != "200") {
    return Malformed(fmt::format("HTTP status {}", reply.http_status));
  }
  if (!reply.grpc_status) {
    if (reply.reset) return Reset(*reply.reset);
    return Malformed("it has no gRPC status");
  }
  if (!reply.content_type.starts_with(kGrpcContentType)) {
    return Malformed(fmt::format("its content type is '{}'", reply.content_type));
  }
  if (*reply.grpc_status != 0) return Answered(reply);
  return std::nullopt;
}

std::optional<CallError> ReadMessage(std::string_view body, google::protobuf::MessageLite& message) {
  std::string_view bytes;
  switch (UnframeMessage(body, bytes)) {
    case Unframed::kMessage:
      break;
    case Unframed::kEmpty:
      return Malformed("it has no message");
    case Unframed::kIncomplete:
      return Malformed("its message is cut off");
    case Unframed::kCompressed:
      return Malformed("its message is compressed");
    case Unframed::kMoreThanOne:
      return Malformed("it has more than one message");
  }
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  message.Clear();
  return Malformed("its message is damaged");
}

// Values of one name may come joined by commas.
void ReadWarnings(std::string_view joined, std::vector<Warning>& warnings) {
  while (!joined.empty() && warnings.size() < kMaxWarnings) {
    const std::size_t comma = joined.find(',');
    const std::optional<std::string> bytes = DecodeBase64(joined.substr(0, comma));
    chutesd::v1::Warning message;
    if (bytes && message.ParseFromString(*bytes) && !message.text().empty()) {
      warnings.push_back({message.code(), message.text(), {message.facts().begin(), message.facts().end()}});
    }
    joined = comma == std::string_view::npos ? std::string_view() : joined.substr(comma + 1);
  }
}

}  // namespace

CallResult ReadReply(const H2Reply& reply, google::protobuf::MessageLite& message) {
  CallResult result;
  for (const std::string& joined : reply.warnings) ReadWarnings(joined, result.warnings);
  result.error = ReadStatus(reply);
  if (!result.error) result.error = ReadMessage(reply.body, message);
  return result;
}

}  // namespace chutes::rpc
