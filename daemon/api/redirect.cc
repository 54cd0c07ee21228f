#include "daemon/api/redirect.h"

#include <fmt/format.h>

#include <algorithm>

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxAuthority = 253 + 6;  // a DNS name, a colon and a port

bool IsAuthorityByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == ':' || c == '[' || c == ']';
}

}  // namespace

std::string RedirectTarget(std::string_view location) {
  std::string_view scheme = "https:";
  const std::size_t slashes = location.find("//");
  const std::size_t first_slash = location.find_first_of("/?#");
  if (slashes == std::string_view::npos || slashes != first_slash) {
    return location.empty() ? "an unreadable place" : "another path of the same server";
  }
  if (slashes > 0) scheme = location.substr(0, slashes);
  std::string_view authority = location.substr(slashes + 2);
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  const bool readable = (scheme == "https:" || scheme == "http:") && !authority.empty() &&
                        authority.size() <= kMaxAuthority &&
                        std::all_of(authority.begin(), authority.end(), IsAuthorityByte);
  return readable ? fmt::format("{}//{}", scheme, authority) : "an unreadable place";
}

}  // namespace chutesd::api
