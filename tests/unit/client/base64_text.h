#pragma once

#include <string>
#include <string_view>

namespace chutes::rpc {

// As gRPC sends the values of headers whose names end in `-bin`.
inline std::string Base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = i; j < i + 3; ++j) {
      group = (group << 8U) | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U);
    }
    for (int j = 3; j >= 0; --j) text += kDigits[(group >> (6U * static_cast<unsigned>(j))) & 63U];
    for (std::size_t missing = i + 3; missing > bytes.size(); --missing) {
      text[text.size() - (missing - bytes.size())] = '=';
    }
  }
  return text;
}

}  // namespace chutes::rpc
