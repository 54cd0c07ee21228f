#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/crypto/ss58.h"

// Whatever is accepted has one spelling only: it encodes to itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view address(reinterpret_cast<const char*>(data), size);
  for (const std::uint16_t prefix :
       {chutesd::crypto::kBittensorPrefix, std::uint16_t{0}, std::uint16_t{1284}}) {
    const auto key = chutesd::crypto::DecodeSs58(address, prefix);
    if (key.ok() && chutesd::crypto::EncodeSs58(*key, prefix) != address) std::abort();
  }
  return 0;
}
