#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/failure.h"
#include "daemon/base/secret_string.h"
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
  std::string_view name;  // as a fact, such as create_key
  http::Method method;
  // What is signed instead of the body's hash. A constant, never what a caller chose: a purpose that reads
  // as a time would make the signature good for setting a new fingerprint (see request_signer.h). Empty for
  // requests with a body, and for what is not signed at all (ping, the check of a user name).
  std::string_view purpose;
  // Whether it changes something at the API: then it is sent once, and a lost answer is OUTCOME_UNKNOWN.
  bool is_change;
  std::string_view doing;    // "create the API key"
  std::string_view look_at;  // for a change: how to find out whether it happened, and what then
};

const OperationTraits& TraitsOf(Operation operation);

// What the API was asked to do, for messages: an operation and what it is about (an id, a name; never a
// secret; may be empty).
struct RequestInfo {
  Operation operation;
  std::string subject;
};

// Such as "create the API key 'ci'".
std::string Describe(const RequestInfo& info);

// Where a request goes, below the API's URL.
struct Route {
  std::string path;    // exactly as the server knows it: a final slash more or less is another route
  SecretString query;  // percent-encoded, without `?`; holds the token of a registration
};

Route PingRoute();
Route UserRoute();
// `token` goes into the query as it is, percent-encoded.
Route RegisterRoute(std::string_view token);
Route UsernameRoute(std::string_view username);
Route FingerprintRoute();

// `page` counts from 0; neither may be negative.
Route KeysRoute(std::int64_t page, std::int64_t limit);
Route SecretsRoute(std::int64_t page, std::int64_t limit);
// `name` is a pattern for the server: a part of the name, in any case, with `_` and `%` as wildcards.
Route ChutesRoute(std::string_view name, std::int64_t page, std::int64_t limit);

// To create something.
Route KeysRoute();
Route SecretsRoute();

// One thing by its id. INVALID_ARGUMENT for an id that is empty (that would be the list), longer than 128
// bytes, `.` or `..`, or that has a slash, a backslash or a control character: some proxies undo the
// escaping and would take the request somewhere else. Everything else is percent-encoded.
Result<Route> KeyRoute(std::string_view api_key_id);
Result<Route> SecretRoute(std::string_view secret_id);

// Where registrations for the API at `api_url` (without a final slash) go: the official API has a host of
// its own for them.
std::string RegistrationUrl(std::string_view api_url);

}  // namespace chutesd::api
