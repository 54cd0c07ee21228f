#include "daemon/session/session_key.h"

#include <sodium.h>

#include <functional>
#include <string_view>

namespace chutesd::session {

std::size_t SessionKeyHash::operator()(const SessionKey& key) const {
  constexpr std::size_t kFactor = 31;
  const std::hash<std::string> hash;
  std::size_t mixed = hash(key.config_path);
  mixed = mixed * kFactor + hash(key.api_url);
  mixed = mixed * kFactor + static_cast<std::size_t>(key.need);
  for (const Origin origin : key.origins) mixed = mixed * kFactor + static_cast<std::size_t>(origin);
  for (std::size_t i = 0; i < sizeof(std::size_t); ++i) mixed = mixed * kFactor + key.api_key.at(i);
  return mixed * 2 + (key.allow_missing ? 1 : 0);
}

SessionKeyMaker::SessionKeyMaker() : digest_key_(crypto_generichash_KEYBYTES) {
  randombytes_buf(digest_key_.Fill().data(), digest_key_.size());
  digest_key_.Seal();
}

SessionKey SessionKeyMaker::Make(const Selector& selector) const {
  SessionKey key;
  key.config_path = selector.config_path;
  key.api_url = selector.api_url;
  key.need = selector.file_need();
  key.allow_missing = selector.allow_missing;
  key.origins = {selector.config_path_origin, selector.api_url_origin, selector.allow_missing_origin,
                 selector.api_key_origin};
  if (selector.api_key != nullptr) {
    const std::string_view text = selector.api_key->Reveal();
    crypto_generichash(key.api_key.data(), key.api_key.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       digest_key_.Reveal().data(), digest_key_.size());
  }
  return key;
}

}  // namespace chutesd::session
