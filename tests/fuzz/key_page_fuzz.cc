#include <cstddef>
#include <cstdint>
#include <string_view>

#include "daemon/codec/api_json.h"
#include "daemon/codec/json.h"

// Whatever the API sends ends in values or in a status. What is no JSON, as most mutations are, is the same
// to all decoders, so only one of them gets it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  chutesd::codec::DecodeApiKeyPage(body).status();
  if (!chutesd::codec::JsonReader::Parse(body).ok()) return 0;
  chutesd::codec::DecodeCreatedApiKey(body).status();
  chutesd::codec::DecodeSecretPage(body).status();
  chutesd::codec::DecodeChutePage(body).status();
  chutesd::codec::DecodeRegisteredUser(body).status();
  return 0;
}
