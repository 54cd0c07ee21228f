#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "daemon/crypto/strobe128.h"

namespace chutesd::crypto {

// A Merlin v1.0 transcript: what prover and verifier said so far, and challenges made from it.
// A copy goes on independently, so a common beginning need be hashed only once. Not thread-safe.
class Transcript {
 public:
  explicit Transcript(std::string_view label);

  void Append(std::string_view label, std::span<const std::uint8_t> message);
  // Fills `out`; the transcript remembers that it was asked.
  void Challenge(std::string_view label, std::span<std::uint8_t> out);
  // Fills `out` with secret bytes that depend on the transcript, on `nonce_seed` and on `random`: neither
  // alone gives them away or repeats them. Leaves the transcript as it is (schnorrkel's witness_bytes).
  void Witness(std::string_view label, std::span<const std::uint8_t> nonce_seed,
               std::span<const std::uint8_t> random, std::span<std::uint8_t> out) const;

  const Strobe128& strobe() const { return strobe_; }

 private:
  Strobe128 strobe_;
};

}  // namespace chutesd::crypto
