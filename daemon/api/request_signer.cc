#include "daemon/api/request_signer.h"

#include <fmt/format.h>

#include "daemon/crypto/bytes.h"

namespace chutesd::api {

SecretString SigningMessage(std::string_view hotkey_address, const SigningInput& request) {
  const std::string nonce = fmt::format("{}", request.nonce);
  const std::string hash = request.purpose.empty() ? crypto::Sha256Hex(request.body) : std::string();
  const std::string_view what = request.purpose.empty() ? std::string_view(hash) : request.purpose;
  const bool sets_fingerprint = !request.fingerprint.empty();
  SecretString message{hotkey_address};
  message.Append(":");
  message.Append(sets_fingerprint ? request.fingerprint : std::string_view(nonce));
  message.Append(":");
  message.Append(sets_fingerprint ? std::string_view(nonce) : what);
  return message;
}

std::vector<std::pair<std::string, std::string>> SignedHeaders(const crypto::Hotkey& hotkey,
                                                               std::string_view user_id,
                                                               const SigningInput& request) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (!user_id.empty()) headers.emplace_back("X-Chutes-UserID", user_id);
  headers.emplace_back("X-Chutes-Hotkey", hotkey.ss58_address());
  headers.emplace_back("X-Chutes-Nonce", fmt::format("{}", request.nonce));
  if (!request.body.empty()) headers.emplace_back("Content-Type", "application/json");
  const SecretString message = SigningMessage(hotkey.ss58_address(), request);
  headers.emplace_back("X-Chutes-Signature", hotkey.SignHex(message.Reveal()));
  return headers;
}

}  // namespace chutesd::api
