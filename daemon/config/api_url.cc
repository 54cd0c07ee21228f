#include "daemon/config/api_url.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "daemon/base/failure.h"
#include "proto/support/text.h"

namespace chutesd::config {
namespace {

Status Refuse(std::string_view rule) {
  Failure failure;
  failure.reason = Reason::kApiUrlRefused;
  failure.message = fmt::format("the API URL {}", rule);
  failure.next_step = "use https://HOST, such as https://api.chutes.ai";
  return failure;
}

bool IsVisibleAscii(char c) { return c > 0x20 && c < 0x7f; }

bool IsHostChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

struct Authority {
  std::string host;  // lower case; in brackets for IPv6
  std::optional<int> port;
};

bool IsName(const std::string& host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), IsHostChar) &&
         host.front() != '.' && host.front() != '-' && host.back() != '.' &&
         host.find("..") == std::string::npos;
}

std::optional<in6_addr> Ipv6Of(const std::string& host) {
  if (!host.starts_with('[') || !host.ends_with(']')) return std::nullopt;
  in6_addr address{};
  const std::string inner = host.substr(1, host.size() - 2);
  if (inet_pton(AF_INET6, inner.c_str(), &address) != 1) return std::nullopt;
  return address;
}

bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;
  if (const std::optional<in6_addr> address = Ipv6Of(host)) {
    return std::memcmp(&*address, &in6addr_loopback, sizeof(in6_addr)) == 0;
  }
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24U) == 127;
}

Result<Authority> ParseAuthority(std::string_view text) {
  if (text.find('@') != std::string_view::npos) return Refuse("must not have a user name or password in it");
  std::size_t host_end = text.rfind(':');
  if (text.starts_with('[')) {
    const std::size_t closing = text.find(']');
    if (closing == std::string_view::npos) return Refuse("has a `[` without `]`");
    host_end = closing + 1 == text.size() ? std::string_view::npos : closing + 1;
  }
  Authority authority;
  authority.host = support::LowerCase(text.substr(0, host_end));
  if (authority.host.empty()) return Refuse("has no host");
  if (!IsName(authority.host) && !Ipv6Of(authority.host)) return Refuse("has a host that is no valid name");
  if (host_end == std::string_view::npos) return authority;
  int port = 0;
  const std::string_view digits = text.substr(host_end + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (text[host_end] != ':' || error != std::errc() || end != digits.data() + digits.size() || port < 1 ||
      port > 65535) {
    return Refuse("has a port that is not a number from 1 to 65535");
  }
  authority.port = port;
  return authority;
}

// libcurl resolves dot segments, so such a path would not be the one that is sent.
bool HasDotSegment(std::string_view path) {
  const std::string lowered = support::LowerCase(path) + "/";
  return lowered.find("/./") != std::string::npos || lowered.find("/../") != std::string::npos ||
         lowered.find("%2e") != std::string::npos;
}

}  // namespace

Result<std::string> NormalizeApiUrl(std::string_view url) {
  if (url.empty()) return Refuse("is empty");
  if (url.size() > kMaxApiUrl) return Refuse("is longer than 2048 bytes");
  if (!std::all_of(url.begin(), url.end(), IsVisibleAscii) || url.find('\\') != std::string_view::npos) {
    return Refuse("has a character that no URL has (white space, a backslash or beyond ASCII)");
  }
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return Refuse("must start with https://");
  const std::string scheme = support::LowerCase(url.substr(0, colon));
  if (scheme != "https" && scheme != "http") return Refuse("must start with https://");
  const std::string_view rest = url.substr(colon + 3);
  if (rest.find('?') != std::string_view::npos) return Refuse("must not have a query (`?`)");
  if (rest.find('#') != std::string_view::npos) return Refuse("must not have a fragment (`#`)");
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const Result<Authority> authority = ParseAuthority(rest.substr(0, slash));
  if (!authority.ok()) return authority.status();
  if (scheme == "http" && !IsLoopback(authority->host)) {
    return Refuse("may be http:// only for 127.0.0.0/8, [::1] and localhost; elsewhere it must be https://");
  }
  std::string_view path = rest.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (HasDotSegment(path)) return Refuse("must not have `.` or `..` in its path");
  std::string normal = fmt::format("{}://{}", scheme, authority->host);
  if (authority->port && *authority->port != (scheme == "https" ? 443 : 80)) {
    normal += fmt::format(":{}", *authority->port);
  }
  return normal + std::string(path);
}

}  // namespace chutesd::config
