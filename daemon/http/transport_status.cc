#include "daemon/http/transport_status.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace chutesd::http {
namespace {

constexpr std::string_view kCheckNetwork =
    "check the network, the proxy variables and the API URL, then try again";
constexpr std::string_view kTryAgain = "try again in a moment";

// How a stage is called in Failure::stage, and what it means in words. In brackets stands the name that a
// person can look for.
struct StageWords {
  std::string_view name;
  std::string_view text;
};

const StageWords& WordsFor(Stage stage) {
  static constexpr std::array<StageWords, 5> kWords = {{
      {"dns", "looking up the name (dns)"},
      {"connect", "connecting (connect)"},
      {"tls", "the TLS handshake (tls)"},
      {"first_byte", "waiting for the first byte of the reply (first byte)"},
      {"reply", "receiving the reply (total)"},
  }};
  return kWords.at(static_cast<std::size_t>(stage));
}

bool WasSent(Stage stage) { return stage == Stage::kFirstByte || stage == Stage::kReply; }

Failure Make(Reason reason, std::string message, std::string_view next_step) {
  return {reason, std::move(message), std::string(next_step)};
}

std::string WithDetail(std::string text, const Ending& ending) {
  if (!ending.detail.empty()) text += ": " + ending.detail;
  return text;
}

Failure Unreachable(std::string text, const Ending& ending) {
  return Make(Reason::kUpstreamUnreachable, WithDetail(std::move(text), ending), kCheckNetwork);
}

// libcurl has one code for "the server refuses our TLS" and "the connection broke during the
// handshake". Only the second is worth another try; its texts start or read like this.
bool LostDuringHandshake(const Ending& ending) {
  return ending.detail.find("SSL_connect:") != std::string::npos ||
         ending.detail.find("unexpected eof") != std::string::npos;
}

Failure TlsRefused(const Ending& ending) {
  return Make(Reason::kUpstreamTlsRefused,
              WithDetail(fmt::format("no trusted TLS connection to {}", ending.authority), ending),
              "check the API URL, this machine's date and its CA certificates");
}

Failure Lost(CURLcode code, const Ending& ending) {
  // libcurl's fixed text only: the detailed one may quote what the server sent.
  const std::string_view what = code == CURLE_ABORTED_BY_CALLBACK
                                    ? std::string_view("the connection was lost")
                                    : std::string_view(curl_easy_strerror(code));
  return Make(Reason::kUpstreamFailed,
              fmt::format("the exchange with {} broke off while {}: {}", ending.authority,
                          WordsFor(ending.stage).text, what),
              kTryAgain);
}

Failure BeforeSending(CURLcode code, const Ending& ending) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Make(Reason::kApiUrlRefused, WithDetail("the API URL cannot be used", ending),
                  "correct base_url in [api] of the config file, or the API URL of the request");
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Unreachable("a name could not be looked up", ending);
    case CURLE_SSL_CACERT_BADFILE:
      return Make(Reason::kUpstreamTlsRefused, WithDetail("the CA certificates cannot be read", ending),
                  "install the package ca-certificates, or correct the daemon's CA file option");
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

Failure TimedOut(const Ending& ending) {
  const double seconds = std::chrono::duration<double>(ending.elapsed).count();
  std::string message = fmt::format("{}: time ran out after {:.1f} s while {}", ending.authority, seconds,
                                    WordsFor(ending.stage).text);
  if (WasSent(ending.stage)) return Make(Reason::kTimeout, std::move(message), kTryAgain);
  message += "; nothing was sent";
  Failure failure = ending.deadline_passed
                        ? Make(Reason::kTimeout, std::move(message), "")
                        : Make(Reason::kUpstreamUnreachable, std::move(message), kCheckNetwork);
  failure.nothing_sent = true;
  return failure;
}

Failure Ended(CURLcode code, const Ending& ending) {
  if (ending.too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return Make(Reason::kUpstreamTooLarge,
                fmt::format("{} sent a reply of more than {} bytes", ending.authority, ending.reply_cap),
                "ask for less at once, such as a smaller page");
  }
  if (code == CURLE_OPERATION_TIMEDOUT) return TimedOut(ending);
  if (code == CURLE_OUT_OF_MEMORY || code == CURLE_FAILED_INIT) {
    return Make(Reason::kInternal, fmt::format("libcurl: {}", curl_easy_strerror(code)), kTryAgain);
  }
  return WasSent(ending.stage) ? Lost(code, ending) : BeforeSending(code, ending);
}

Status WithStage(Failure failure, const Ending& ending) {
  failure.stage = WordsFor(ending.stage).name;
  return failure;
}

}  // namespace

Status TransportStatus(CURLcode code, const Ending& ending) { return WithStage(Ended(code, ending), ending); }

Status TimeoutStatus(const Ending& ending) { return WithStage(TimedOut(ending), ending); }

Status CancelledStatus(const Ending& ending) {
  return Make(Reason::kCancelled,
              fmt::format("cancelled while {}; {}", WordsFor(ending.stage).text,
                          WasSent(ending.stage) ? "the request may have been sent" : "nothing was sent"),
              "");
}

}  // namespace chutesd::http
