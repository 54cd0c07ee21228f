#pragma once

#include <string>
#include <string_view>

#include "daemon/http/http_client.h"

namespace chutesd::api {

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
struct Asked {
  Operation operation;
  std::string subject;
};

// Such as "create the API key 'ci'".
std::string Describe(const Asked& asked);

}  // namespace chutesd::api
