#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/crypto/ss58.h"

// Whatever is accepted has one spelling only: it encodes to itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view address(reinterpret_cast<const char*>(data), size);
  const auto key = chutesd::crypto::DecodeSs58(address);
  if (key.ok() && chutesd::crypto::EncodeSs58(*key) != address) std::abort();
  return 0;
}
