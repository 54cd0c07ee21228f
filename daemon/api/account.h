#pragma once

#include <memory>
#include <string>

#include "daemon/crypto/sr25519.h"
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

}  // namespace chutesd::api
