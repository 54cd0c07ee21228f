#include "daemon/api/operations.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/codec/error_body.h"
#include "daemon/http/api_url.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxSubject = 80;

using http::Method;

constexpr OperationTraits kTraits[] = {
    {Operation::kPing, Method::kGet, "ping", "/ping", "", "", "answer a ping"},
    {Operation::kGetUser, Method::kGet, "get_user", "/users/me", "", "me", "show the account"},
    {Operation::kRegisterUser, Method::kPost, "register_user", "/users/register", "", "",
     "register the account", "register again: it is asked first whether the hotkey has an account by now"},
    {Operation::kListKeys, Method::kGet, "list_keys", "/api_keys/", "", "api_keys", "list the API keys"},
    {Operation::kGetKey, Method::kGet, "get_key", "/api_keys/", "key", "api_keys", "show the API key"},
    {Operation::kCreateKey, Method::kPost, "create_key", "/api_keys/", "", "", "create the API key",
     "look at what ListKeys returns: if the key is there, its secret is lost, so delete it and create it "
     "again"},
    {Operation::kDeleteKey, Method::kDelete, "delete_key", "/api_keys/", "key", "api_keys",
     "delete the API key", "look at what ListKeys returns: if the key is still there, delete it again"},
    {Operation::kListSecrets, Method::kGet, "list_secrets", "/secrets/", "", "secrets", "list the secrets"},
    {Operation::kGetSecret, Method::kGet, "get_secret", "/secrets/", "secret_id", "secrets",
     "show the secret"},
    {Operation::kCreateSecret, Method::kPost, "create_secret", "/secrets/", "", "", "create the secret",
     "look at what ListSecrets returns: if the secret is there and may be an older one, delete it and create "
     "it again"},
    {Operation::kDeleteSecret, Method::kDelete, "delete_secret", "/secrets/", "secret_id", "secrets",
     "delete the secret", "look at what ListSecrets returns: if the secret is still there, delete it again"},
    {Operation::kListChutes, Method::kGet, "list_chutes", "/chutes/", "", "chutes", "list the chutes"},
    {Operation::kCheckUsername, Method::kGet, "check_username", "/users/name_check", "", "",
     "check the user name"},
    {Operation::kChangeFingerprint, Method::kPost, "change_fingerprint", "/users/change_fingerprint", "", "",
     "set the new fingerprint", "set the same fingerprint again: that sets the same value"},
};

constexpr bool IsInTheOrderOfTheEnum() {
  std::size_t row = 0;
  for (const OperationTraits& traits : kTraits) {
    if (traits.operation != static_cast<Operation>(row++)) return false;
  }
  return true;
}
static_assert(IsInTheOrderOfTheEnum());

constexpr std::size_t kMaxIdSize = 128;
constexpr std::string_view kOfficialApi = "https://api.chutes.ai";
constexpr std::string_view kOfficialRegistration = "https://rtok.chutes.ai";

bool MayLeaveItsPlace(char c) {
  return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

const OperationTraits& TraitsOf(Operation operation) { return kTraits[static_cast<std::size_t>(operation)]; }

std::string Describe(const RequestInfo& info) {
  const std::string_view doing = TraitsOf(info.operation).doing;
  if (info.subject.empty()) return std::string(doing);
  return fmt::format("{} '{}'", doing, codec::ReadableLine(info.subject, kMaxSubject));
}

Result<std::string> PathOf(const RequestInfo& info) {
  const OperationTraits& traits = TraitsOf(info.operation);
  const std::string& id = info.subject;
  if (traits.id_field.empty()) return std::string(traits.path);
  if (id.empty()) return FailField(traits.id_field, "is empty");
  if (id.size() > kMaxIdSize) return FailField(traits.id_field, "is longer than 128 bytes");
  if (id == "." || id == ".." || std::any_of(id.begin(), id.end(), MayLeaveItsPlace)) {
    return FailField(traits.id_field, "is not an id");
  }
  return fmt::format("{}{}", traits.path, http::PercentEncoded(id).Reveal());
}

std::string RegistrationUrl(std::string_view api_url) {
  return std::string(api_url == kOfficialApi ? kOfficialRegistration : api_url);
}

}  // namespace chutesd::api
