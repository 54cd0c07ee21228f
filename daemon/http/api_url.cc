#include "daemon/http/api_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::http {
namespace {

struct UrlCloser {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlCloser>;

Status Refuse(std::string_view why) {
  Failure failure;
  failure.reason = Reason::kApiUrlRefused;
  failure.message = fmt::format("the API URL is refused: {}", why);
  failure.next_step =
      "set base_url in [api] of the config file, or the API URL of the request, to an https:// address";
  return failure;
}

bool Has(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  const bool found = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return found;
}

std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  std::string value;
  if (curl_url_get(url, part, &text, flags) == CURLUE_OK) value = text;
  curl_free(text);
  return value;
}

bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;  // libcurl itself turns this name into ::1 and 127.0.0.1
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == IN_LOOPBACKNET;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace

Result<ApiUrl> ParseApiUrl(const std::string& url) {
  const UrlHandle parsed(curl_url());
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return Refuse("it is not an http:// or https:// address");
  }
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (Has(parsed.get(), part)) return Refuse("it may hold no user name, `?` or `#`");
  }

  ApiUrl result;
  result.host = Part(parsed.get(), CURLUPART_HOST);
  std::transform(result.host.begin(), result.host.end(), result.host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  result.authority =
      fmt::format("{}:{}", result.host, Part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT));
  if (result.host.starts_with('[') && result.host.ends_with(']')) {
    result.host = result.host.substr(1, result.host.size() - 2);
  }
  result.loopback = IsLoopback(result.host);

  const std::string scheme = Part(parsed.get(), CURLUPART_SCHEME);
  result.tls = scheme == "https";
  if (!result.tls && scheme != "http") return Refuse("only https:// is spoken");
  if (!result.tls && !result.loopback) {
    return Refuse(fmt::format("http:// is for this machine alone, and {} is elsewhere", result.host));
  }
  return result;
}

}  // namespace chutesd::http
