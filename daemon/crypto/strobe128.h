#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "daemon/crypto/keccak_f1600.h"

namespace chutesd::crypto {

// STROBE-128 v1.0.2 over Keccak-f[1600], as far as Merlin needs it: no transport, no decryption.
// Wiped when dropped, since a copy may have been keyed. Not thread-safe; copies are independent.
class Strobe128 {
 public:
  // Whether an operation starts anew or goes on with more bytes of the one before, which must have been
  // of the same kind.
  enum class Part { kFirst, kMore };

  explicit Strobe128(std::string_view protocol);
  Strobe128(const Strobe128&) = default;
  Strobe128& operator=(const Strobe128&) = default;
  ~Strobe128();

  void MetaAd(std::span<const std::uint8_t> data, Part part = Part::kFirst);
  void Ad(std::span<const std::uint8_t> data);
  // Fills `out` with pseudorandom bytes that depend on everything so far.
  void Prf(std::span<std::uint8_t> out);
  // Mixes in a key; what came before cannot be recomputed from the state afterwards.
  void Key(std::span<const std::uint8_t> key);

  // The inner state, for comparison with test vectors.
  const KeccakState& state() const { return state_; }
  std::uint8_t position() const { return position_; }
  std::uint8_t operation_start() const { return operation_start_; }
  std::uint8_t flags() const { return flags_; }

 private:
  void Begin(std::uint8_t flags);
  void Permute();
  void Absorb(std::span<const std::uint8_t> data);
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(state_.data()); }

  KeccakState state_{};
  std::uint8_t position_ = 0;
  // Where the running operation began, plus one; 0 if that was before the last permutation.
  std::uint8_t operation_start_ = 0;
  std::uint8_t flags_ = 0;
};

}  // namespace chutesd::crypto
