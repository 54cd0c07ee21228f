#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/config/wallet_keyfile.h"

// Reading never crashes, and a hotkey comes only from what the listing would offer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using chutesd::config::KeyfileKind;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const KeyfileKind kind = chutesd::config::KindOfKeyfile(text);
  const auto key = chutesd::config::ParseHotkeyFile(text, "fuzz");
  if (key.ok() && (kind != KeyfileKind::kSecret ||
                   (key->secret_hex.size() != 64 && key->secret_hex.size() != 128) || !key->hotkey))
    std::abort();
  (void)chutesd::config::ParsePublicKeyfile(text, "fuzz");
  return 0;
}
