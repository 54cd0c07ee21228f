#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/wallet/keyfile.h"

// Reading never crashes, and a hotkey comes only from what the listing would offer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using chutesd::wallet::KeyfileKind;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const KeyfileKind kind = chutesd::wallet::KindOfKeyfile(text);
  const auto key = chutesd::wallet::ParseHotkeyFile(text, "fuzz");
  if (key.ok() && (kind != KeyfileKind::kSecret ||
                   (key->secret_hex.size() != 64 && key->secret_hex.size() != 128) || !key->hotkey))
    std::abort();
  (void)chutesd::wallet::ParsePublicKeyfile(text, "fuzz");
  return 0;
}
