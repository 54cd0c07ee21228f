#include "client/rpc/reply.h"

#include <fmt/format.h>
#include <nghttp2/nghttp2.h>

#include <charconv>
#include <cstdint>

#include "chutesd/v1/errors.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace chutes::rpc {

std::optional<std::string> DecodeBase64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr unsigned kBitsPerDigit = 6;
  constexpr unsigned kBitsPerByte = 8;
  constexpr std::size_t kDigitsPerGroup = 4;
  if (text.size() % kDigitsPerGroup == 0) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  }
  if (text.size() % kDigitsPerGroup == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * kBitsPerDigit / kBitsPerByte);
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    buffer = (buffer << kBitsPerDigit) | static_cast<std::uint32_t>(digit);
    bits += kBitsPerDigit;
    if (bits >= kBitsPerByte) {
      bits -= kBitsPerByte;
      bytes.push_back(static_cast<char>((buffer >> bits) & 0xffU));
    }
  }
  return bytes;
}

std::string FrameMessage(std::string_view message) {
  std::string framed;
  framed.reserve(kFrameHeaderSize + message.size());
  const auto size = static_cast<std::uint32_t>(message.size());
  framed.push_back('\0');
  for (int shift = 24; shift >= 0; shift -= 8) framed.push_back(static_cast<char>((size >> shift) & 0xffU));
  framed.append(message);
  return framed;
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

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

constexpr std::string_view kGrpcContentType = "application/grpc";
constexpr std::size_t kMaxWarnings = 32;

// HTTP/2 error codes as gRPC reads them; https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
Code CodeOfReset(std::uint32_t http2_error) {
  switch (http2_error) {
    case NGHTTP2_REFUSED_STREAM:
      return Code::kUnavailable;
    case NGHTTP2_CANCEL:
      return Code::kCancelled;
    case NGHTTP2_ENHANCE_YOUR_CALM:
      return Code::kResourceExhausted;
    case NGHTTP2_INADEQUATE_SECURITY:
      return Code::kPermissionDenied;
    default:
      return Code::kInternal;
  }
}

CallError Reset(std::uint32_t http2_error) {
  const Code code = CodeOfReset(http2_error);
  // A refused stream was never looked at.
  return {.code = code,
          .message = fmt::format("the daemon gave up the call (HTTP/2 error {})", http2_error),
          .next = ChutesCommand("status"),
          .outcome_unknown = code != Code::kUnavailable};
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

// Takes the one message out of a whole body.
std::optional<CallError> ReadMessage(std::string_view body, google::protobuf::MessageLite& message) {
  if (body.empty()) return Malformed("it has no message");
  const std::string_view header = body.substr(0, kFrameHeaderSize);
  body.remove_prefix(header.size());
  std::size_t size = 0;
  for (const char byte : header.substr(1)) size = (size << 8U) | static_cast<unsigned char>(byte);
  if (header.size() < kFrameHeaderSize || body.size() < size) return Malformed("its message is cut off");
  if (body.size() > size) return Malformed("it has more than one message");
  if (header[0] != '\0') return Malformed("its message is compressed");
  if (message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
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

CallError Malformed(std::string_view what) {
  return {Fault::kMalformed, Code::kInternal,
          fmt::format("the daemon's answer cannot be understood: {}", what), ChutesCommand("version"),
          /*outcome_unknown=*/true};
}

CallResult ReadReply(const H2Reply& reply, google::protobuf::MessageLite& message) {
  CallResult result;
  for (const std::string& joined : reply.warnings) ReadWarnings(joined, result.warnings);
  result.error = ReadStatus(reply);
  if (!result.error) result.error = ReadMessage(reply.body, message);
  return result;
}

}  // namespace chutes::rpc
