#include "daemon/api/api_probe.h"

#include <utility>

#include "daemon/api/http_date.h"
#include "daemon/api/operation.h"
#include "daemon/api/routes.h"
#include "daemon/api/upstream_status.h"

namespace chutesd::api {

asio::awaitable<ProbeResult> ApiProbe::Ping(CallContext ctx, std::string api_url) {
  http::HttpRequest request;
  request.url = api_url + PingRoute().path;
  request.repeatable = false;  // for the sake of the fresh connection
  ProbeResult result;
  result.uses_tls = api_url.starts_with("https:");
  asio::awaitable<Result<http::HttpResponse>> sending = http_.Send(std::move(ctx), std::move(request));
  Result<http::HttpResponse> answer = co_await std::move(sending);
  if (!answer.ok()) {
    result.status = answer.status();
    co_return result;
  }
  const auto now = clock_.Now();
  Asked asked;
  asked.operation = Operation::kPing;
  result.status = UpstreamStatus(asked, *answer, "", now);
  result.answered = true;
  result.times = answer->times;
  if (const auto date = ParseHttpDate(answer->date)) {
    result.clock_ahead = std::chrono::round<std::chrono::seconds>(*date - now);
  }
  co_return result;
}

}  // namespace chutesd::api
