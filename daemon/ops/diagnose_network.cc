#include "daemon/ops/diagnose_network.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "daemon/base/failure.h"

namespace chutesd::ops {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::size_t kTls = 2;
constexpr std::size_t kPing = 3;
constexpr std::array<std::string_view, 4> kChecks = {"dns", "tcp", "tls", "ping"};
constexpr std::array<const char*, 4> kStages = {"dns", "connect", "tls", "first_byte"};

// The stage that a failure names, as an index of kChecks.
std::size_t StageOf(const Failure& failure) {
  if (failure.stage == "dns") return 0;
  if (failure.stage == "connect") return 1;
  return failure.stage == "tls" ? kTls : kPing;
}

// Host and port of a URL, and the host alone (without the brackets of an IPv6 address).
std::string_view AuthorityOf(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  return url.substr(0, url.find('/'));
}

std::string_view HostOf(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.find(':'));
}

Finding Broken(std::size_t stage, const Failure& failure, const std::string& api_url) {
  Finding finding = BrokenBy(failure, std::string(kChecks.at(stage)));
  finding.facts[fact::kApiUrl] = api_url;
  finding.facts[fact::kHost] = std::string(HostOf(AuthorityOf(api_url)));
  finding.facts[fact::kStage] = kStages.at(stage);
  // Whatever the API does not know it answers so.
  constexpr int kUnauthorized = 401;
  constexpr int kNotFound = 404;
  if (failure.http_status == kUnauthorized || failure.http_status == kNotFound) {
    finding.code = code::kApiNotThere;
    finding.detail =
        fmt::format("what answers at {} does not know /ping: is this the API's address?", api_url);
  }
  return finding;
}

Finding Good(std::size_t stage, const api::ProbeResult& probe, const std::string& api_url) {
  const std::string_view authority = AuthorityOf(api_url);
  const std::array<std::string, 4> details = {
      fmt::format("{} has an address", HostOf(authority)), fmt::format("{} takes connections", authority),
      probe.uses_tls ? "the certificate is trusted" : "not used: plain HTTP on this machine",
      fmt::format("GET {}/ping answers", api_url)};
  Finding finding{std::string(kChecks.at(stage)), Verdict::kOk, details.at(stage)};
  if (probe.answered) {
    const std::array<microseconds, 4> times = {probe.times.dns, probe.times.connect, probe.times.tls,
                                               probe.times.first_byte};
    if (stage != kTls || probe.uses_tls) finding.duration = times.at(stage);
  }
  return finding;
}

}  // namespace

Findings JudgeNetwork(const api::ProbeResult& probe, const std::string& api_url) {
  const std::optional<Failure> failure = FailureOf(probe.status);
  const std::size_t broken = failure ? StageOf(*failure) : kChecks.size();
  Findings findings;
  for (std::size_t stage = 0; stage < kChecks.size(); ++stage) {
    const std::string check(kChecks.at(stage));
    if (stage < broken) {
      findings.push_back(Good(stage, probe, api_url));
    } else if (stage == broken) {
      findings.push_back(Broken(stage, *failure, api_url));
    } else {
      findings.push_back({check, Verdict::kSkipped, fmt::format("{} is broken", kChecks.at(broken))});
    }
  }
  return findings;
}

Finding JudgeClock(const api::ProbeResult& probe) {
  constexpr seconds kWarn{60};
  constexpr seconds kFail{600};
  if (!probe.answered)
    return {"clock", Verdict::kSkipped, "the API did not answer, so its time is not known"};
  if (!probe.clock_ahead) return {"clock", Verdict::kSkipped, "the API's answer has no Date"};
  const seconds off{std::abs(probe.clock_ahead->count())};
  const std::string detail = fmt::format("this machine's clock is {} s {} the API's", off.count(),
                                         probe.clock_ahead->count() > 0 ? "behind" : "ahead of");
  if (off >= kFail)
    return {"clock", Verdict::kFailed, detail + ": signed requests are refused", code::kClockWrong};
  if (off >= kWarn) return {"clock", Verdict::kWarning, detail, code::kClockWrong};
  return {"clock", Verdict::kOk, fmt::format("within {} s of the API's", off.count() + 1)};
}

}  // namespace chutesd::ops
