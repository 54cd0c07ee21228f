#include "daemon/http/api_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "proto/support/text.h"

namespace chutesd::http {
namespace {

constexpr std::string_view kWrongScheme = "must start with https://";
constexpr std::string_view kWrongPort = "has a port that is not a number from 1 to 65535";
constexpr std::string_view kWrongHost = "has a host that is no valid name";

Failure Refuse(std::string_view rule) {
  return {.reason = Reason::kApiUrlRefused,
          .message = fmt::format("the API URL {}", rule),
          .next_step = "use https://HOST, such as https://api.chutes.ai"};
}

// What a part says; empty if the URL has none.
std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  std::string value;
  if (curl_url_get(url, part, &text, flags) == CURLUE_OK) value = text;
  curl_free(text);
  return value;
}

// The rule that a URL breaks which libcurl does not read; empty if it does.
std::string_view Unread(CURLUcode code, std::string_view url) {
  switch (code) {
    case CURLUE_OK:
      return "";
    case CURLUE_NO_HOST:
      return "has no host";
    case CURLUE_BAD_PORT_NUMBER:
      return kWrongPort;
    case CURLUE_USER_NOT_ALLOWED:
      return "must not have a user name or password in it";
    case CURLUE_BAD_IPV6:
      return url.find(']') == std::string_view::npos ? "has a `[` without `]`" : kWrongHost;
    case CURLUE_BAD_SCHEME:
    case CURLUE_BAD_SLASHES:
    case CURLUE_UNSUPPORTED_SCHEME:
      return kWrongScheme;
    default:
      return kWrongHost;
  }
}

// What libcurl would read, and otherwise than it was meant.
std::string_view Misleading(std::string_view url) {
  if (url.empty()) return "is empty";
  const auto is_visible = [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '\\';
  };
  if (!std::all_of(url.begin(), url.end(), is_visible)) {
    return "has a character that no URL has (white space, a backslash or beyond ASCII)";
  }
  const std::size_t mark = url.find("://");
  if (mark == std::string_view::npos) return kWrongScheme;
  if (url.find('?') != std::string_view::npos) return "must not have a query (`?`)";
  if (url.find('#') != std::string_view::npos) return "must not have a fragment (`#`)";
  const std::string_view rest = url.substr(mark + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.empty()) return "has no host";
  if (authority.find('%') != std::string_view::npos) return kWrongHost;
  return authority.ends_with(':') ? kWrongPort : "";
}

bool IsName(std::string_view host) {
  constexpr std::size_t kLongest = 253;
  return host.size() <= kLongest && support::IsWordOf(host, "-._") && host.front() != '.' &&
         host.front() != '-' && host.back() != '.' && host.find("..") == std::string_view::npos;
}

bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;  // libcurl itself turns this name into ::1 and 127.0.0.1
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == IN_LOOPBACKNET;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace

Result<ApiUrl> ParseApiUrl(std::string_view url) {
  if (const std::string_view rule = Misleading(url); !rule.empty()) return Refuse(rule);
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  constexpr unsigned kFlags = CURLU_PATH_AS_IS | CURLU_DISALLOW_USER;
  const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), kFlags);
  if (const std::string_view rule = Unread(code, url); !rule.empty()) return Refuse(rule);

  ApiUrl result;
  const std::string scheme = Part(parsed.get(), CURLUPART_SCHEME);
  result.tls = scheme == "https";
  if (!result.tls && scheme != "http") return Refuse(kWrongScheme);
  const std::string host = absl::AsciiStrToLower(Part(parsed.get(), CURLUPART_HOST));
  const bool is_ipv6 = host.starts_with('[');
  if (!is_ipv6 && !IsName(host)) return Refuse(kWrongHost);
  result.host = is_ipv6 ? host.substr(1, host.size() - 2) : host;
  result.loopback = IsLoopback(result.host);
  if (!result.tls && !result.loopback) {
    Failure failure =
        Refuse("may be http:// only for 127.0.0.0/8, [::1] and localhost; elsewhere it must be https://");
    failure.facts[fact::kHost] = result.host;
    return failure;
  }
  const std::string port = Part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (port == "0") return Refuse(kWrongPort);
  result.authority = fmt::format("{}:{}", host, port);
  std::string path = Part(parsed.get(), CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  result.normal =
      fmt::format("{}://{}{}", scheme, port == (result.tls ? "443" : "80") ? host : result.authority, path);
  return result;
}

Result<std::string> NormalizeApiUrl(std::string_view url) {
  if (url.size() > kMaxApiUrl) return Refuse("is longer than 2048 bytes");
  const Result<ApiUrl> parsed = ParseApiUrl(url);
  if (!parsed.ok()) return parsed.status();
  // libcurl resolves dot segments, so such a path would not be the one that is sent.
  const std::string lower = absl::AsciiStrToLower(parsed->normal) + "/";
  for (const std::string_view dots : {"/./", "/../", "%2e"}) {
    if (lower.find(dots) != std::string::npos) return Refuse("must not have `.` or `..` in its path");
  }
  return parsed->normal;
}

SecretString PercentEncoded(std::string_view text) {
  if (text.empty()) return {};  // a length of 0 would mean that of a C string
  const std::unique_ptr<char, decltype(&curl_free)> encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  return SecretString(encoded == nullptr ? "" : encoded.get());
}

}  // namespace chutesd::http
