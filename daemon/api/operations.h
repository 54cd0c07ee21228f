#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/crypto/sr25519.h"
#include "daemon/http/http_client.h"
#include "daemon/model/types.h"

namespace chutesd::api {

// Who a request is made for, and how that is shown to the API: by the hotkey's signature if there is one,
// else by the API key. With neither, nobody asks.
struct Account {
  std::string api_url;  // no final slash
  std::string user_id;  // UUID; may be empty if not known yet
  std::shared_ptr<const crypto::Hotkey> hotkey;
  std::shared_ptr<const model::ApiKeyText> api_key;

  bool uses_api_key() const { return hotkey == nullptr && api_key != nullptr; }
};

// Every request that we send to the API.
enum class Operation {
  kPing,
  kGetUser,
  kRegisterUser,
  kListKeys,
  kGetKey,
  kCreateKey,
  kDeleteKey,
  kListSecrets,
  kGetSecret,
  kCreateSecret,
  kDeleteSecret,
  kListChutes,
  kCheckUsername,
  kChangeFingerprint,
};

struct OperationTraits {
  Operation operation;
  http::Method method;
  std::string_view name;  // as a fact, such as create_key
  // Below the API's URL, exactly as the server knows it: a final slash more or less is another route.
  std::string_view path;
  std::string_view id_field;  // the request field with the id that ends the path; empty if none does
  // What is signed instead of the body's hash. A constant, never what a caller chose: a purpose that reads
  // as a time would make the signature good for setting a new fingerprint (see request_signer.h). Empty for
  // requests with a body, and for what is not signed at all (ping, the check of a user name).
  std::string_view purpose;
  std::string_view doing;         // "create the API key"
  std::string_view look_at = {};  // for a change: how to find out whether it happened, and what then

  // Whether it changes something at the API: then it is sent once, and a lost answer is OUTCOME_UNKNOWN.
  bool is_change() const { return method != http::Method::kGet; }
};

const OperationTraits& TraitsOf(Operation operation);

// What the API was asked to do, for messages: an operation and what it is about (an id, a name; never a
// secret; may be empty).
struct RequestInfo {
  Operation operation;
  std::string subject = {};
};

// Such as "create the API key 'ci'".
std::string Describe(const RequestInfo& info);

// Where a request goes, below the API's URL, percent-encoded. For one thing, the subject is its id:
// INVALID_ARGUMENT if that is empty (that would be the list), longer than 128 bytes, `.` or `..`, or has a
// slash, a backslash or a control character: some proxies undo the escaping and would take the request
// somewhere else.
Result<std::string> PathOf(const RequestInfo& info);

// Where registrations for the API at `api_url` (without a final slash) go: the official API has a host of
// its own for them.
std::string RegistrationUrl(std::string_view api_url);

}  // namespace chutesd::api
