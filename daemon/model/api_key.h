#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/model/scope.h"
#include "daemon/model/time.h"

namespace chutesd::model {

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

// What a new API key shall be.
struct ApiKeySpec {
  std::string name;
  bool admin = false;
  std::vector<Scope> scopes;  // not sent for an admin key
};

}  // namespace chutesd::model
