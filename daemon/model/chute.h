#pragma once

#include <string>

#include "daemon/model/time.h"

namespace chutesd::model {

// What is needed of a chute to find it by its name.
struct Chute {
  std::string chute_id;  // UUID
  std::string name;
  std::string owner_user_id;  // lists hold other users' chutes too
};

// A secret of the account, without its value, which the API never returns.
struct Secret {
  std::string secret_id;  // UUID
  std::string purpose;    // UUID of the chute it is for
  std::string key;        // name of the environment variable
  Time create_time;
  std::string chute_name = {};  // empty if it is not known
};

}  // namespace chutesd::model
