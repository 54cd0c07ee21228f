#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/base/secret_string.h"
#include "daemon/model/time.h"

namespace chutesd::model {

enum class ObjectType { kUnknown, kImages, kChutes, kInvocations };
enum class Action { kRead, kWrite, kDelete, kInvoke };

// One thing that an API key without admin rights may do.
struct Scope {
  ObjectType object_type = ObjectType::kUnknown;
  std::optional<std::string> object_id;  // absent: every object of the type
  std::optional<Action> action;          // absent: every action when sent, "not known" when read

  bool operator==(const Scope&) const = default;
};

// An API key of the account, without its secret.
struct ApiKey {
  std::string api_key_id;  // UUID
  std::string name;
  bool admin = false;
  std::vector<Scope> scopes;
  Time create_time;
  std::optional<Time> last_used_time;  // the API has the field but never writes it
  bool in_ledger = false;    // made through this daemon: the actions in `scopes` are those asked for
  bool secret_lost = false;  // made through this daemon, and nobody has its secret
};

// What a new API key is to be.
struct ApiKeySpec {
  std::string name;
  bool admin = false;
  std::vector<Scope> scopes;  // not sent for an admin key
};

// A new API key with its secret, which the API shows only in this one reply.
struct CreatedApiKey {
  ApiKey key;
  SecretString secret_key;
};

}  // namespace chutesd::model
