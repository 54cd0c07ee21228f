#include "daemon/http/transport_status.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::http {
namespace {

constexpr std::string_view kCheckNetwork =
    "check the network, the proxy variables and the API URL, then try again";
constexpr std::string_view kTryAgain = "try again in a moment";

// The name in brackets is the one that a person can look for; the words say what it means.
std::string_view StageText(Stage stage) {
  switch (stage) {
    case Stage::kDns:
      return "looking up the name (dns)";
    case Stage::kConnect:
      return "connecting (connect)";
    case Stage::kTls:
      return "the TLS handshake (tls)";
    case Stage::kFirstByte:
      return "waiting for the first byte of the reply (first byte)";
    case Stage::kReply:
      return "receiving the reply (total)";
  }
  return "the transfer";
}

bool WasSent(Stage stage) { return stage == Stage::kFirstByte || stage == Stage::kReply; }

Status Make(Reason reason, std::string message, std::string_view next_step) {
  Failure failure;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.next_step = std::string(next_step);
  return failure;
}

std::string WithDetail(std::string text, const Ending& ending) {
  if (!ending.detail.empty()) text += ": " + ending.detail;
  return text;
}

Status Unreachable(std::string text, const Ending& ending) {
  return Make(Reason::kUpstreamUnreachable, WithDetail(std::move(text), ending), kCheckNetwork);
}

// libcurl has one code for "the server refuses our TLS" and "the connection broke during the
// handshake". Only the second is worth another try; its texts start or read like this.
bool LostDuringHandshake(const Ending& ending) {
  return ending.detail.find("SSL_connect:") != std::string::npos ||
         ending.detail.find("unexpected eof") != std::string::npos;
}

Status TlsRefused(const Ending& ending) {
  return Make(Reason::kUpstreamTlsRefused,
              WithDetail(fmt::format("no trusted TLS connection to {}", ending.authority), ending),
              "check the API URL, this machine's date and its CA certificates");
}

Status BadCaFile(const Ending& ending) {
  return Make(Reason::kUpstreamTlsRefused, WithDetail("the CA certificates cannot be read", ending),
              "install the package ca-certificates, or correct the daemon's CA file option");
}

Status Refused(const Ending& ending) {
  return Make(Reason::kApiUrlRefused, WithDetail("the API URL cannot be used", ending),
              "correct base_url in [api] of the config file, or the API URL of the request");
}

Status TooLarge(const Ending& ending) {
  return Make(Reason::kUpstreamTooLarge,
              fmt::format("{} sent a reply of more than {} bytes", ending.authority, ending.reply_cap),
              "ask for less at once, such as a smaller page");
}

Status Lost(CURLcode code, const Ending& ending) {
  // libcurl's fixed text only: the detailed one may quote what the server sent.
  const std::string_view what = code == CURLE_ABORTED_BY_CALLBACK
                                    ? std::string_view("the connection was lost")
                                    : std::string_view(curl_easy_strerror(code));
  return Make(Reason::kUpstreamFailed,
              fmt::format("the exchange with {} broke off while {}: {}", ending.authority,
                          StageText(ending.stage), what),
              kTryAgain);
}

Status BeforeSending(CURLcode code, const Ending& ending) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Refused(ending);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Unreachable("a name could not be looked up", ending);
    case CURLE_SSL_CACERT_BADFILE:
      return BadCaFile(ending);
    case CURLE_SSL_CONNECT_ERROR:
      if (LostDuringHandshake(ending)) {
        return Unreachable(fmt::format("{} hung up in the TLS handshake", ending.authority), ending);
      }
      return TlsRefused(ending);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED:
      return TlsRefused(ending);
    default:
      return Unreachable(fmt::format("no connection to {}", ending.authority), ending);
  }
}

std::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kDns:
      return "dns";
    case Stage::kConnect:
      return "connect";
    case Stage::kTls:
      return "tls";
    case Stage::kFirstByte:
      return "first_byte";
    case Stage::kReply:
      return "reply";
  }
  return "";
}

Status WithStage(const Status& status, const Ending& ending) {
  Failure failure = status.failure();
  failure.stage = StageName(ending.stage);
  return failure;
}

Status TimedOut(const Ending& ending) {
  const double seconds = std::chrono::duration<double>(ending.elapsed).count();
  std::string message = fmt::format("{}: time ran out after {:.1f} s while {}", ending.authority, seconds,
                                    StageText(ending.stage));
  if (WasSent(ending.stage)) return Make(Reason::kTimeout, std::move(message), kTryAgain);
  Failure failure;
  failure.reason = ending.deadline_passed ? Reason::kTimeout : Reason::kUpstreamUnreachable;
  failure.message = message + "; nothing was sent";
  failure.next_step = std::string(ending.deadline_passed ? "" : kCheckNetwork);
  failure.nothing_sent = true;
  return failure;
}

Status Ended(CURLcode code, const Ending& ending) {
  if (ending.too_large || code == CURLE_FILESIZE_EXCEEDED) return TooLarge(ending);
  if (code == CURLE_OPERATION_TIMEDOUT) return TimedOut(ending);
  if (code == CURLE_OUT_OF_MEMORY || code == CURLE_FAILED_INIT) {
    return Make(Reason::kInternal, fmt::format("libcurl: {}", curl_easy_strerror(code)), kTryAgain);
  }
  return WasSent(ending.stage) ? Lost(code, ending) : BeforeSending(code, ending);
}

}  // namespace

Status TransportStatus(CURLcode code, const Ending& ending) { return WithStage(Ended(code, ending), ending); }

Status TimeoutStatus(const Ending& ending) { return WithStage(TimedOut(ending), ending); }

Status CancelledStatus(const Ending& ending) {
  return Make(Reason::kCancelled,
              fmt::format("cancelled while {}; {}", StageText(ending.stage),
                          WasSent(ending.stage) ? "the request may have been sent" : "nothing was sent"),
              "");
}

}  // namespace chutesd::http
