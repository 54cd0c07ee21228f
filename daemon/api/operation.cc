#include "daemon/api/operation.h"

#include <fmt/format.h>

#include <array>

#include "daemon/codec/error_body.h"

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

}  // namespace

const OperationTraits& TraitsOf(Operation operation) {
  for (const OperationTraits& traits : kTraits) {
    if (traits.operation == operation) return traits;
  }
  return kTraits.front();
}

std::string Describe(const Asked& asked) {
  const std::string_view doing = TraitsOf(asked.operation).doing;
  if (asked.subject.empty()) return std::string(doing);
  return fmt::format("{} '{}'", doing, codec::ReadableLine(asked.subject, kMaxSubject));
}

}  // namespace chutesd::api
