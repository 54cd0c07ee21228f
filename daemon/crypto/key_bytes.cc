#include "daemon/crypto/key_bytes.h"

#include <fmt/format.h>
#include <sodium.h>

namespace chutesd::crypto {

Result<SecretBytes> DecodeSecretHex(std::string_view name, std::string_view hex, std::size_t size) {
  const std::size_t prefix = hex.starts_with("0x") || hex.starts_with("0X") ? 2 : 0;
  const std::string_view digits = hex.substr(prefix);
  const auto refuse = [&](std::string what) {
    return Failure{.reason = Reason::kInvalidArgument,
                   .message = fmt::format("{} {}", name, what),
                   .next_step = fmt::format("give exactly {} hex digits", 2 * size)};
  };
  if (digits.size() != 2 * size) {
    return refuse(fmt::format("must be {} hex digits; it has {} characters", 2 * size, digits.size()));
  }
  SecretBytes secret(size);
  const char* end = nullptr;
  // No look-up table is indexed by a digit in there. Its return value only says that room and digits
  // sufficed.
  const int result =
      sodium_hex2bin(secret.Fill().data(), size, digits.data(), digits.size(), nullptr, nullptr, &end);
  const auto read = static_cast<std::size_t>(end - digits.data());
  if (result != 0 || read != digits.size()) {
    return refuse(fmt::format("holds something other than hex digits, near character {}", prefix + read + 1));
  }
  return secret;
}

}  // namespace chutesd::crypto
