#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "daemon/base/failure.h"
#include "daemon/base/secret_bytes.h"

// Bytes of keys and of what is signed: their hex digits and their digests. Any thread.
namespace chutesd::crypto {

// The bytes of a text, in place.
inline std::span<const std::uint8_t> BytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Lower-case hex digits. Not for secrets: it leaves copies, and its time depends on the bytes.
inline std::string HexOf(std::span<const std::uint8_t> bytes) {
  return absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// A ristretto255 point, encoded.
using PublicKey = std::array<std::uint8_t, 32>;
// R || s, with the sr25519 marker in the highest bit of the last byte.
using Signature = std::array<std::uint8_t, 64>;

// A secret of exactly `size` bytes from its hex digits (either case, with or without `0x`), read in the
// same time whatever the digits are. Writable. Errors are INVALID_ARGUMENT, begin with `name`
// ("the hotkey seed") and show none of the text, only how long it is or where it stops being hex.
Result<SecretBytes> DecodeSecretHex(std::string_view name, std::string_view hex, std::size_t size);

// SHA-256 of exactly these bytes, as 64 lower-case hex digits: what a signed request says of its body.
std::string Sha256Hex(std::string_view body);

// Whether `mac` (32 bytes) is the HMAC-SHA256 of `message`; takes the same time whatever differs.
bool IsHmacSha256(std::span<const std::uint8_t> mac, std::span<const std::uint8_t> key,
                  std::span<const std::uint8_t> message);

enum class Digest { kSha256, kSha512 };

// PBKDF2 with HMAC: `size` bytes. Takes as long as `rounds` says; any thread. The process ends if OpenSSL
// cannot do it, which is only so for want of memory.
SecretBytes Pbkdf2(Digest digest, std::span<const std::uint8_t> password, std::span<const std::uint8_t> salt,
                   int rounds, std::size_t size);

using UuidBytes = std::array<std::uint8_t, 16>;

// RFC 9562's namespace for object identifiers: the one that the API's server derives its ids in.
inline constexpr UuidBytes kOidNamespace = {0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1,
                                            0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

// The UUID (version 5: SHA-1) of `name` in a namespace, in lower case. Equal names have equal UUIDs, so the
// id of a secret, which is that of `<user_id>:<chute_id>:<key>`, can be told without asking the API. Any
// thread. The process ends if OpenSSL has no SHA-1.
std::string Uuid5(const UuidBytes& name_space, std::string_view name);

}  // namespace chutesd::crypto
