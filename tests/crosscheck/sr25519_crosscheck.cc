// Reads one request per line on standard input and answers each with one line on standard output:
//   public SEED            -> PUBLIC
//   sign SEED MESSAGE      -> SIGNATURE
//   verify PUBLIC MESSAGE SIGNATURE -> ok | refused
// All values are hex; an empty message is "-". A line that cannot be understood ends it with status 1.
#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/crypto/sr25519.h"

namespace {

using chutesd::crypto::Hotkey;
using chutesd::crypto::PublicKey;

std::vector<std::uint8_t> Bytes(const std::string& hex) {
  if (hex == "-") return {};
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  std::size_t size = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr) != 0 ||
      2 * size != hex.size()) {
    throw std::runtime_error("not hex: " + hex);
  }
  return bytes;
}

std::string Hex(const PublicKey& key) {
  std::string hex(2 * key.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), key.data(), key.size());
  hex.pop_back();
  return hex;
}

Hotkey HotkeyOf(const std::string& seed_hex) {
  chutesd::Result<Hotkey> hotkey = Hotkey::FromSeed(Bytes(seed_hex));
  if (!hotkey.ok()) throw std::runtime_error(std::string(hotkey.status().message()));
  return *std::move(hotkey);
}

std::string Answer(const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string key;
  std::string message_hex;
  std::string signature;
  words >> verb >> key >> message_hex >> signature;
  const std::vector<std::uint8_t> message_bytes = Bytes(message_hex.empty() ? "-" : message_hex);
  const std::string message(message_bytes.begin(), message_bytes.end());
  if (verb == "public") return Hex(HotkeyOf(key).public_key());
  if (verb == "sign") return HotkeyOf(key).SignHex(message);
  if (verb == "verify") {
    const std::vector<std::uint8_t> bytes = Bytes(key);
    PublicKey public_key{};
    if (bytes.size() != public_key.size()) throw std::runtime_error("not a public key: " + key);
    std::copy(bytes.begin(), bytes.end(), public_key.begin());
    return chutesd::crypto::Verify(public_key, message, Bytes(signature)) ? "ok" : "refused";
  }
  throw std::runtime_error("unknown request: " + line);
}

}  // namespace

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);) std::cout << Answer(line) << '\n';
  } catch (const std::exception& error) {
    std::cerr << "sr25519_crosscheck: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
