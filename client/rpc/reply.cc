#include "client/rpc/reply.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "chutesd/v1/errors.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace chutes::rpc {

namespace {

constexpr unsigned kBitsPerDigit = 6;
constexpr unsigned kBitsPerByte = 8;
constexpr std::size_t kDigitsPerGroup = 4;

int DigitOf(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % kDigitsPerGroup == 0) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  }
  if (text.size() % kDigitsPerGroup == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * kBitsPerDigit / kBitsPerByte);
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const int digit = DigitOf(c);
    if (digit < 0) return std::nullopt;
    buffer = (buffer << kBitsPerDigit) | static_cast<std::uint32_t>(digit);
    bits += kBitsPerDigit;
    if (bits >= kBitsPerByte) {
      bits -= kBitsPerByte;
      bytes.push_back(static_cast<char>((buffer >> bits) & 0xffU));
    }
  }
  return bytes;
}

namespace {

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::string FrameMessage(std::string_view message) {
  std::string framed;
  framed.reserve(kFrameHeaderSize + message.size());
  const auto size = static_cast<std::uint32_t>(message.size());
  framed.push_back('\0');
  for (int shift = 24; shift >= 0; shift -= 8) framed.push_back(static_cast<char>((size >> shift) & 0xffU));
  framed.append(message);
  return framed;
}

Unframed UnframeMessage(std::string_view body, std::string_view& message) {
  if (body.empty()) return Unframed::kEmpty;
  if (body.size() < kFrameHeaderSize) return Unframed::kIncomplete;
  std::size_t size = 0;
  for (std::size_t i = 1; i < kFrameHeaderSize; ++i)
    size = (size << 8U) | static_cast<unsigned char>(body[i]);
  const std::size_t present = body.size() - kFrameHeaderSize;
  if (present < size) return Unframed::kIncomplete;
  if (present > size) return Unframed::kMoreThanOne;
  if (body[0] != '\0') return Unframed::kCompressed;
  message = body.substr(kFrameHeaderSize);
  return Unframed::kMessage;
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const std::optional<unsigned> high = HexDigit(text[i + 1]);
      const std::optional<unsigned> low = HexDigit(text[i + 2]);
      if (high && low) {
        decoded.push_back(static_cast<char>(*high * 16 + *low));
        i += 2;
        continue;
      }
    }
    decoded.push_back(text[i]);
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
