#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/failure.h"
#include "daemon/http/http_client.h"

namespace chutesd::http {

// An API that is not there: answers with what the test scripted, in turn, or, once that is used up, with
// what `otherwise` says. Remembers every request.
class FakeHttp final : public HttpClient {
 public:
  using Answer = Result<HttpResponse>;

  asio::awaitable<Result<HttpResponse>> Send(CallContext ctx, HttpRequest request) override {
    contexts.push_back(std::move(ctx));
    seen.push_back(std::move(request));
    if (script.empty()) co_return otherwise(seen.back());
    Answer answer = std::move(script.front());
    script.pop_front();
    co_return answer;
  }

  // Adds an answer to the script.
  void Reply(int status, std::string_view body) { script.emplace_back(Response(status, body)); }
  void ReplyWith(HttpResponse response) { script.emplace_back(std::move(response)); }
  void Break(Reason reason, std::string_view message) {
    Failure failure;
    failure.reason = reason;
    failure.message = std::string(message);
    script.emplace_back(std::move(failure));
  }

  static HttpResponse Response(int status, std::string_view body) {
    HttpResponse response;
    response.status = status;
    response.body = SecretString(body);
    return response;
  }

  std::deque<Answer> script;
  std::function<Answer(const HttpRequest&)> otherwise = [](const HttpRequest& request) -> Answer {
    return Fail(Reason::kInternal, "the test scripted no answer for " + request.url);
  };
  std::vector<HttpRequest> seen;
  std::vector<CallContext> contexts;  // one for each request seen
};

}  // namespace chutesd::http
