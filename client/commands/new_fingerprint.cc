#include "client/commands/new_fingerprint.h"

#include <sys/random.h>

#include <array>
#include <cstddef>
#include <string_view>

#include "client/rpc/wipe.h"

namespace chutes::commands {

std::string NewFingerprint() {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t kLength = 32;
  // Bytes from here on would make the first letters likelier than the others.
  constexpr std::size_t kFair = 256 / kAlphabet.size() * kAlphabet.size();
  std::string fingerprint;
  fingerprint.reserve(kLength);
  std::array<unsigned char, 64> random{};
  while (fingerprint.size() < kLength) {
    if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
      rpc::Wipe(fingerprint);
      break;
    }
    for (const unsigned char byte : random) {
      if (byte < kFair && fingerprint.size() < kLength) fingerprint += kAlphabet[byte % kAlphabet.size()];
    }
  }
  explicit_bzero(random.data(), random.size());
  return fingerprint;
}

}  // namespace chutes::commands
