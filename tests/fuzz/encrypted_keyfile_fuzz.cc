#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "daemon/crypto/encrypted_keyfile.h"
#include "daemon/wallet/keyfile.h"

// Every form of encrypted keyfile, from its outer text to the hotkey inside, but for the derivation of the
// key, which takes seconds: keys are zeros here, and the corpus has files that these open.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = chutesd::crypto::ParseEncryptedKeyfile(text);
  if (!file.ok()) return 0;
  if (!chutesd::crypto::LooksEncrypted(text)) std::abort();
  constexpr std::array<std::uint8_t, 80> kZeros{};
  const std::span<const std::uint8_t> zeros(kZeros);
  for (const std::size_t key_size : {std::size_t{32}, std::size_t{80}}) {
    const std::optional<chutesd::SecretString> plain = file->open(zeros.first(key_size));
    if (!plain) continue;
    if (plain->size() >= size) std::abort();
    (void)chutesd::wallet::ParseHotkeyFile(plain->Reveal(), "fuzz");
  }
  return 0;
}
