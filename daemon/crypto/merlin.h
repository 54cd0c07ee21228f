#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace chutesd::crypto {

// 1600 bits as 25 lanes; lane x + 5y holds bytes 8(x + 5y) onwards, little endian.
using KeccakState = std::array<std::uint64_t, 25>;

// The permutation Keccak-f[1600] of FIPS 202 (24 rounds), in place. Takes the same time for every state.
// libsodium has it, but does not export it.
void KeccakF1600(KeccakState& state);

// STROBE-128 v1.0.2 over Keccak-f[1600], as far as Merlin needs it: no transport, no decryption.
// Wiped when dropped, since a copy may have been keyed. Not thread-safe; copies are independent.
class Strobe128 {
 public:
  explicit Strobe128(std::string_view protocol);
  Strobe128(const Strobe128&) = default;
  Strobe128& operator=(const Strobe128&) = default;
  ~Strobe128();

  void MetaAd(std::span<const std::uint8_t> data);
  void Ad(std::span<const std::uint8_t> data);
  // Continues the MetaAd or Ad before.
  void More(std::span<const std::uint8_t> data);
  // Fills `out` with pseudorandom bytes that depend on everything so far.
  void Prf(std::span<std::uint8_t> out);
  // Mixes in a key; what came before cannot be recomputed from the state afterwards.
  void Key(std::span<const std::uint8_t> key);

  // The inner state, for comparison with test vectors.
  const KeccakState& state() const { return state_; }
  std::uint8_t position() const { return position_; }
  std::uint8_t operation_start() const { return operation_start_; }

 private:
  void Begin(std::uint8_t flags);
  void Permute();
  // Calls `use` with the next `size` bytes of the state, and the number of each from 0.
  template <typename Use>
  void Run(std::size_t size, Use use);
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(state_.data()); }

  KeccakState state_{};
  std::uint8_t position_ = 0;
  // Where the running operation began, plus one; 0 if that was before the last permutation.
  std::uint8_t operation_start_ = 0;
};

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
