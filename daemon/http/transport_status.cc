#include "daemon/http/transport_status.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace chutesd::http {
namespace {

constexpr char kCheckNetwork[] = "check the network, the proxy variables and the API URL, then try again";
constexpr char kTryAgain[] = "try again in a moment";

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

bool WasSent(const Ending& ending) { return ending.stage >= Stage::kFirstByte; }

std::string WithDetail(std::string text, const Ending& ending) {
  if (!ending.detail.empty()) text += ": " + ending.detail;
  return text;
}

Failure Unreachable(std::string text, const Ending& ending) {
  return {Reason::kUpstreamUnreachable, WithDetail(std::move(text), ending), kCheckNetwork};
}

// libcurl has one code for "the server refuses our TLS" and "the connection broke during the
// handshake". Only the second is worth another try; its texts start or read like this.
bool LostDuringHandshake(const Ending& ending) {
  return ending.detail.find("SSL_connect:") != std::string::npos ||
         ending.detail.find("unexpected eof") != std::string::npos;
}

Failure Lost(CURLcode code, const Ending& ending) {
  // libcurl's fixed text only: the detailed one may quote what the server sent.
  return {Reason::kUpstreamFailed,
          fmt::format(
              "the exchange with {} broke off while {}: {}", ending.authority, WordsFor(ending.stage).text,
              code == CURLE_ABORTED_BY_CALLBACK ? "the connection was lost" : curl_easy_strerror(code)),
          kTryAgain};
}

Failure BeforeSending(CURLcode code, const Ending& ending) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return {Reason::kApiUrlRefused, WithDetail("the API URL cannot be used", ending),
              "correct base_url in [api] of the config file, or the API URL of the request"};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Unreachable("a name could not be looked up", ending);
    case CURLE_SSL_CACERT_BADFILE:
      return {Reason::kUpstreamTlsRefused, WithDetail("the CA certificates cannot be read", ending),
              "install the package ca-certificates, or correct the daemon's CA file option"};
    case CURLE_SSL_CONNECT_ERROR:
      if (LostDuringHandshake(ending)) {
        return Unreachable(fmt::format("{} hung up in the TLS handshake", ending.authority), ending);
      }
      [[fallthrough]];
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED:
      return {Reason::kUpstreamTlsRefused,
              WithDetail(fmt::format("no trusted TLS connection to {}", ending.authority), ending),
              "check the API URL, this machine's date and its CA certificates"};
    default:
      return Unreachable(fmt::format("no connection to {}", ending.authority), ending);
  }
}

Failure TimedOut(const Ending& ending) {
  const double seconds = std::chrono::duration<double>(ending.elapsed).count();
  std::string message = fmt::format("{}: time ran out after {:.1f} s while {}", ending.authority, seconds,
                                    WordsFor(ending.stage).text);
  if (WasSent(ending)) return {Reason::kTimeout, std::move(message), kTryAgain};
  Failure failure{Reason::kTimeout, std::move(message) + "; nothing was sent"};
  failure.nothing_sent = true;
  if (!ending.deadline_passed) {
    failure.reason = Reason::kUpstreamUnreachable;
    failure.next_step = kCheckNetwork;
  }
  return failure;
}

Failure Ended(CURLcode code, const Ending& ending) {
  if (ending.too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return {Reason::kUpstreamTooLarge,
            fmt::format("{} sent a reply of more than {} bytes", ending.authority, ending.reply_cap),
            "ask for less at once, such as a smaller page"};
  }
  if (code == CURLE_OPERATION_TIMEDOUT) return TimedOut(ending);
  if (code == CURLE_OUT_OF_MEMORY || code == CURLE_FAILED_INIT) {
    return {Reason::kInternal, fmt::format("libcurl: {}", curl_easy_strerror(code)), kTryAgain};
  }
  return WasSent(ending) ? Lost(code, ending) : BeforeSending(code, ending);
}

}  // namespace

Status TransportStatus(CURLcode code, const Ending& ending) {
  Failure failure = Ended(code, ending);
  failure.stage = WordsFor(ending.stage).name;
  return failure;
}

Status CancelledStatus(const Ending& ending) {
  return Fail(Reason::kCancelled,
              fmt::format("cancelled while {}; {}", WordsFor(ending.stage).text,
                          WasSent(ending) ? "the request may have been sent" : "nothing was sent"));
}

}  // namespace chutesd::http
