#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "daemon/base/failure.h"

namespace chutesd::http {

// How far a transfer came. Up to kTls the request has certainly not been sent.
// In errors: `dns`, `connect`, `tls`, `first_byte`, `reply`.
enum class Stage { kDns, kConnect, kTls, kFirstByte, kReply };

// What is known of a transfer that ended without a usable reply. Holds no secret.
struct Ending {
  Stage stage = Stage::kDns;
  std::string authority;                 // host:port
  std::string detail;                    // libcurl's own words; shown only for what came before sending
  std::chrono::milliseconds elapsed{0};  // since the start
  std::size_t reply_cap = 0;             // bytes
  bool too_large = false;                // the reply passed the cap
  bool deadline_passed = false;          // the caller's own time is up, not one of our limits
};

// The error for a transfer that libcurl gave up with `code`. Pure.
// Before anything was sent: kUpstreamUnreachable (our own time limits too, the message names the stage),
// kUpstreamTlsRefused, kApiUrlRefused, or kTimeout if the caller's own time is up. Afterwards: kTimeout,
// kUpstreamTooLarge or kUpstreamFailed.
// Either way kInternal if this machine lacks memory.
Status TransportStatus(CURLcode code, const Ending& ending);

// The error for a transfer whose caller went away: kCancelled. Pure.
Status CancelledStatus(const Ending& ending);

}  // namespace chutesd::http
