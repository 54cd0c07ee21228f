#include "daemon/api/operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/codec/error_body.h"
#include "daemon/http/api_url.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxSubject = 80;

using http::Method;

constexpr std::array kTraits = {
    OperationTraits{Operation::kPing, "ping", Method::kGet, "", false, "answer a ping", ""},
    OperationTraits{Operation::kGetUser, "get_user", Method::kGet, "me", false, "show the account", ""},
    OperationTraits{Operation::kRegisterUser, "register_user", Method::kPost, "", true,
                    "register the account",
                    "register again: it is asked first whether the hotkey has an account by now"},
    OperationTraits{Operation::kListKeys, "list_keys", Method::kGet, "api_keys", false, "list the API keys",
                    ""},
    OperationTraits{Operation::kGetKey, "get_key", Method::kGet, "api_keys", false, "show the API key", ""},
    OperationTraits{Operation::kCreateKey, "create_key", Method::kPost, "", true, "create the API key",
                    "look at what ListKeys returns: if the key is there, its secret is lost, so delete it "
                    "and create it again"},
    OperationTraits{Operation::kDeleteKey, "delete_key", Method::kDelete, "api_keys", true,
                    "delete the API key",
                    "look at what ListKeys returns: if the key is still there, delete it again"},
    OperationTraits{Operation::kListSecrets, "list_secrets", Method::kGet, "secrets", false,
                    "list the secrets", ""},
    OperationTraits{Operation::kGetSecret, "get_secret", Method::kGet, "secrets", false, "show the secret",
                    ""},
    OperationTraits{Operation::kCreateSecret, "create_secret", Method::kPost, "", true, "create the secret",
                    "look at what ListSecrets returns: if the secret is there and may be an older one, "
                    "delete it and create it again"},
    OperationTraits{Operation::kDeleteSecret, "delete_secret", Method::kDelete, "secrets", true,
                    "delete the secret",
                    "look at what ListSecrets returns: if the secret is still there, delete it again"},
    OperationTraits{Operation::kListChutes, "list_chutes", Method::kGet, "chutes", false, "list the chutes",
                    ""},
    OperationTraits{Operation::kCheckUsername, "check_username", Method::kGet, "", false,
                    "check the user name", ""},
    OperationTraits{Operation::kChangeFingerprint, "change_fingerprint", Method::kPost, "", true,
                    "set the new fingerprint", "set the same fingerprint again: that sets the same value"},
};

constexpr std::string_view kKeysPath = "/api_keys/";
constexpr std::string_view kSecretsPath = "/secrets/";
constexpr std::size_t kMaxIdSize = 128;
constexpr std::string_view kOfficialApi = "https://api.chutes.ai";
constexpr std::string_view kOfficialRegistration = "https://rtok.chutes.ai";

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
  return Route{fmt::format("{}{}", folder, http::PercentEncoded(id).Reveal()), SecretString()};
}

}  // namespace

const OperationTraits& TraitsOf(Operation operation) {
  for (const OperationTraits& traits : kTraits) {
    if (traits.operation == operation) return traits;
  }
  return kTraits.front();
}

std::string Describe(const RequestInfo& info) {
  const std::string_view doing = TraitsOf(info.operation).doing;
  if (info.subject.empty()) return std::string(doing);
  return fmt::format("{} '{}'", doing, codec::ReadableLine(info.subject, kMaxSubject));
}

Route PingRoute() { return {"/ping", {}}; }
Route UserRoute() { return {"/users/me", {}}; }

Route RegisterRoute(std::string_view token) {
  SecretString query{std::string_view("token=")};
  query.Append(http::PercentEncoded(token).Reveal());
  return {"/users/register", std::move(query)};
}

Route UsernameRoute(std::string_view username) {
  SecretString query{std::string_view("username=")};
  query.Append(http::PercentEncoded(username).Reveal());
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
    query.Append(http::PercentEncoded(name).Reveal());
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
