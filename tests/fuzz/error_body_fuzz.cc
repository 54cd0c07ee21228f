#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/codec/error_body.h"

// An error body becomes one short line without control characters and without the secret, whatever it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kSecret = "topsecret-canary";
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const chutesd::codec::ErrorBody read = chutesd::codec::ReadErrorBody(body, kSecret);
  if (read.line.size() > 300 || read.line.find(kSecret) != std::string::npos) std::abort();
  for (const char c : read.line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) std::abort();
  }
  return 0;
}
