#include "daemon/api/operation.h"

#include <fmt/format.h>

#include <array>

#include "daemon/codec/readable_line.h"

namespace chutesd::api {
namespace {

constexpr std::size_t kMaxSubject = 80;

using http::Method;

constexpr std::array kTraits = {
    OperationTraits{Operation::kPing, Method::kGet, "", false, "answer a ping", ""},
    OperationTraits{Operation::kGetUser, Method::kGet, "me", false, "show the account", ""},
    OperationTraits{Operation::kRegisterUser, Method::kPost, "", true, "register the account",
                    "chutes register again: it first asks whether the hotkey has an account by now"},
    OperationTraits{Operation::kListKeys, Method::kGet, "api_keys", false, "list the API keys", ""},
    OperationTraits{Operation::kGetKey, Method::kGet, "api_keys", false, "show the API key", ""},
    OperationTraits{
        Operation::kCreateKey, Method::kPost, "", true, "create the API key",
        "chutes keys list: if the key is there, its secret is lost, so delete it and create it again"},
    OperationTraits{Operation::kDeleteKey, Method::kDelete, "api_keys", true, "delete the API key",
                    "chutes keys list: if the key is still there, delete it again"},
    OperationTraits{Operation::kListSecrets, Method::kGet, "secrets", false, "list the secrets", ""},
    OperationTraits{Operation::kGetSecret, Method::kGet, "secrets", false, "show the secret", ""},
    OperationTraits{
        Operation::kCreateSecret, Method::kPost, "", true, "create the secret",
        "chutes secrets list: if the secret is there and may be an older one, delete it and create it again"},
    OperationTraits{Operation::kDeleteSecret, Method::kDelete, "secrets", true, "delete the secret",
                    "chutes secrets list: if the secret is still there, delete it again"},
    OperationTraits{Operation::kListChutes, Method::kGet, "chutes", false, "list the chutes", ""},
    OperationTraits{Operation::kCheckUsername, Method::kGet, "", false, "check the user name", ""},
    OperationTraits{Operation::kChangeFingerprint, Method::kPost, "", true, "set the new fingerprint",
                    "chutes refinger again with the same fingerprint: that sets the same value"},
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
