#pragma once

#include <string>

namespace chutesd::model {

// What is needed of a chute to find it by its name.
struct Chute {
  std::string chute_id;  // UUID
  std::string name;
  std::string owner_user_id;  // lists hold other users' chutes too
};

}  // namespace chutesd::model
