#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "daemon/base/secret_bytes.h"
#include "daemon/session/session.h"

namespace chutesd::session {

// What tells one selector from another, to look up its session by. Holds no secret: of an API key there is
// only a digest under a key of the store's own, which is worth nothing outside of this process.
struct SessionKey {
  std::string config_path;
  std::string api_url;
  FileNeed need = FileNeed::kAccount;
  bool allow_missing = false;
  std::array<Origin, 4> origins{};
  std::array<std::uint8_t, 32> api_key{};  // zero without one

  bool operator==(const SessionKey&) const = default;
};

struct SessionKeyHash {
  std::size_t operator()(const SessionKey& key) const;
};

// Makes session keys. The digest's key is made at random with each maker.
class SessionKeyMaker {
 public:
  SessionKeyMaker();
  SessionKey Make(const Selector& selector) const;

 private:
  SecretBytes digest_key_;
};

}  // namespace chutesd::session
