#pragma once

#include <memory>
#include <string>

#include "daemon/crypto/hotkey.h"

namespace chutesd::api {

// Who a request is made for.
struct Account {
  std::string api_url;  // no final slash
  std::string user_id;  // UUID; may be empty if not known yet
  std::shared_ptr<const crypto::Hotkey> hotkey;
};

}  // namespace chutesd::api
