#include "daemon/api/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/base/failure.h"

namespace chutesd::api {
namespace {

constexpr std::string_view kKeysPath = "/api_keys/";
constexpr std::string_view kSecretsPath = "/secrets/";
constexpr std::size_t kMaxIdSize = 128;
constexpr std::string_view kOfficialApi = "https://api.chutes.ai";
constexpr std::string_view kOfficialRegistration = "https://rtok.chutes.ai";

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

// Everything but RFC 3986's unreserved characters becomes %XX.
SecretString PercentEncoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  SecretString encoded;
  encoded.Reserve(text.size() * 3);
  for (const char& c : text) {
    if (IsUnreserved(c)) {
      encoded.Append({&c, 1});
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const char escape[] = {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    encoded.Append({escape, sizeof(escape)});
  }
  return encoded;
}

SecretString PageQuery(std::int64_t page, std::int64_t limit) {
  return SecretString(fmt::format("limit={}&page={}", limit, page));
}

bool MayLeaveItsPlace(char c) {
  return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

Result<Route> IdRoute(std::string_view folder, std::string_view field, std::string_view id) {
  if (id.empty()) return FailField(field, "is empty");
  if (id.size() > kMaxIdSize) return FailField(field, "is longer than 128 bytes");
  if (id == "." || id == ".." || std::any_of(id.begin(), id.end(), MayLeaveItsPlace)) {
    return FailField(field, "is not an id");
  }
  return Route{fmt::format("{}{}", folder, PercentEncoded(id).Reveal()), SecretString()};
}

}  // namespace

Route PingRoute() { return {"/ping", {}}; }
Route UserRoute() { return {"/users/me", {}}; }

Route RegisterRoute(std::string_view token) {
  SecretString query{std::string_view("token=")};
  query.Append(PercentEncoded(token).Reveal());
  return {"/users/register", std::move(query)};
}

Route UsernameRoute(std::string_view username) {
  SecretString query{std::string_view("username=")};
  query.Append(PercentEncoded(username).Reveal());
  return {"/users/name_check", std::move(query)};
}

Route FingerprintRoute() { return {"/users/change_fingerprint", {}}; }

Route KeysRoute(std::int64_t page, std::int64_t limit) {
  return {std::string(kKeysPath), PageQuery(page, limit)};
}
Route SecretsRoute(std::int64_t page, std::int64_t limit) {
  return {std::string(kSecretsPath), PageQuery(page, limit)};
}

Route ChutesRoute(std::string_view name, std::int64_t page, std::int64_t limit) {
  SecretString query;
  if (!name.empty()) {
    query.Append("name=");
    query.Append(PercentEncoded(name).Reveal());
    query.Append("&");
  }
  query.Append(PageQuery(page, limit).Reveal());
  return {"/chutes/", std::move(query)};
}

Route KeysRoute() { return {std::string(kKeysPath), {}}; }
Route SecretsRoute() { return {std::string(kSecretsPath), {}}; }

Result<Route> KeyRoute(std::string_view api_key_id) { return IdRoute(kKeysPath, "key", api_key_id); }

Result<Route> SecretRoute(std::string_view secret_id) {
  return IdRoute(kSecretsPath, "secret_id", secret_id);
}

std::string RegistrationUrl(std::string_view api_url) {
  return std::string(api_url == kOfficialApi ? kOfficialRegistration : api_url);
}

}  // namespace chutesd::api
