#include "daemon/api/request_signer.h"

#include <fmt/format.h>

#include "daemon/crypto/sha256.h"

namespace chutesd::api {

std::string SigningMessage(std::string_view hotkey_address, const Signable& request) {
  const std::string what =
      request.purpose.empty() ? crypto::Sha256Hex(request.body) : std::string(request.purpose);
  return fmt::format("{}:{}:{}", hotkey_address, request.nonce, what);
}

std::vector<std::pair<std::string, std::string>> SignedHeaders(const crypto::Hotkey& hotkey,
                                                               std::string_view user_id,
                                                               const Signable& request) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (!user_id.empty()) headers.emplace_back("X-Chutes-UserID", user_id);
  headers.emplace_back("X-Chutes-Hotkey", hotkey.ss58_address());
  headers.emplace_back("X-Chutes-Nonce", fmt::format("{}", request.nonce));
  if (!request.body.empty()) headers.emplace_back("Content-Type", "application/json");
  headers.emplace_back("X-Chutes-Signature", hotkey.SignHex(SigningMessage(hotkey.ss58_address(), request)));
  return headers;
}

}  // namespace chutesd::api
