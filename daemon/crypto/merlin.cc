#include "daemon/crypto/merlin.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "daemon/crypto/key_bytes.h"

namespace chutesd::crypto {
namespace {

constexpr std::array<std::uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// One row of the step chi.
[[gnu::always_inline]] inline void Chi(std::uint64_t* row, std::uint64_t b0, std::uint64_t b1,
                                       std::uint64_t b2, std::uint64_t b3, std::uint64_t b4) {
  row[0] = b0 ^ (~b1 & b2);
  row[1] = b1 ^ (~b2 & b3);
  row[2] = b2 ^ (~b3 & b4);
  row[3] = b3 ^ (~b4 & b0);
  row[4] = b4 ^ (~b0 & b1);
}

// One round from lanes `a` to lanes `e`. Every index is a literal, so that the compiler can keep lanes in
// registers; writing to a second set of lanes saves the copies that working in place would need.
[[gnu::always_inline]] inline void Round(const std::uint64_t* a, std::uint64_t* e, std::uint64_t constant) {
  const std::uint64_t c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
  const std::uint64_t c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
  const std::uint64_t c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
  const std::uint64_t c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
  const std::uint64_t c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
  const std::uint64_t d0 = c4 ^ std::rotl(c1, 1);
  const std::uint64_t d1 = c0 ^ std::rotl(c2, 1);
  const std::uint64_t d2 = c1 ^ std::rotl(c3, 1);
  const std::uint64_t d3 = c2 ^ std::rotl(c4, 1);
  const std::uint64_t d4 = c3 ^ std::rotl(c0, 1);
  Chi(e + 0, a[0] ^ d0, std::rotl(a[6] ^ d1, 44), std::rotl(a[12] ^ d2, 43), std::rotl(a[18] ^ d3, 21),
      std::rotl(a[24] ^ d4, 14));
  Chi(e + 5, std::rotl(a[3] ^ d3, 28), std::rotl(a[9] ^ d4, 20), std::rotl(a[10] ^ d0, 3),
      std::rotl(a[16] ^ d1, 45), std::rotl(a[22] ^ d2, 61));
  Chi(e + 10, std::rotl(a[1] ^ d1, 1), std::rotl(a[7] ^ d2, 6), std::rotl(a[13] ^ d3, 25),
      std::rotl(a[19] ^ d4, 8), std::rotl(a[20] ^ d0, 18));
  Chi(e + 15, std::rotl(a[4] ^ d4, 27), std::rotl(a[5] ^ d0, 36), std::rotl(a[11] ^ d1, 10),
      std::rotl(a[17] ^ d2, 15), std::rotl(a[23] ^ d3, 56));
  Chi(e + 20, std::rotl(a[2] ^ d2, 62), std::rotl(a[8] ^ d3, 55), std::rotl(a[14] ^ d4, 39),
      std::rotl(a[15] ^ d0, 41), std::rotl(a[21] ^ d1, 2));
  e[0] ^= constant;
}

static_assert(std::endian::native == std::endian::little, "the lanes are used as bytes in place");

// 200 bytes of state less 2 * 128 bits of capacity less 2 bytes of padding.
constexpr std::uint8_t kRate = 166;

constexpr std::uint8_t kInbound = 1;
constexpr std::uint8_t kApplication = 2;
constexpr std::uint8_t kCipher = 4;
constexpr std::uint8_t kMeta = 16;

constexpr std::uint8_t kMetaAdFlags = kMeta | kApplication;
constexpr std::uint8_t kAdFlags = kApplication;
constexpr std::uint8_t kPrfFlags = kInbound | kApplication | kCipher;
constexpr std::uint8_t kKeyFlags = kApplication | kCipher;

// into[i] ^= from[i], eight at a time.
void XorInto(std::uint8_t* into, const std::uint8_t* from, std::size_t size) {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  for (; size >= sizeof a; size -= sizeof a, into += sizeof a, from += sizeof a) {
    std::memcpy(&a, into, sizeof a);
    std::memcpy(&b, from, sizeof b);
    a ^= b;
    std::memcpy(into, &a, sizeof a);
  }
  for (; size > 0; --size) *into++ ^= *from++;
}

// A length as Merlin writes it: 32 bits, little endian.
std::array<std::uint8_t, 4> Length(std::size_t size) {
  return {static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8),
          static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 24)};
}

}  // namespace

void KeccakF1600(KeccakState& state) {
  KeccakState a = state;
  KeccakState e;
  for (std::size_t round = 0; round < kRoundConstants.size(); round += 2) {
    Round(a.data(), e.data(), kRoundConstants[round]);
    Round(e.data(), a.data(), kRoundConstants[round + 1]);
  }
  state = a;
}

Strobe128::Strobe128(std::string_view protocol) {
  constexpr std::array<std::uint8_t, 6> kDomain = {1, kRate + 2, 1, 0, 1, 96};
  constexpr std::string_view kVersion = "STROBEv1.0.2";
  std::copy(kDomain.begin(), kDomain.end(), bytes());
  std::copy(kVersion.begin(), kVersion.end(), bytes() + kDomain.size());
  KeccakF1600(state_);
  MetaAd(BytesOf(protocol));
}

Strobe128::~Strobe128() { sodium_memzero(state_.data(), sizeof state_); }

void Strobe128::MetaAd(std::span<const std::uint8_t> data, Part part) {
  if (part == Part::kFirst) {
    Begin(kMetaAdFlags);
  } else {
    assert(flags_ == kMetaAdFlags);
  }
  Absorb(data);
}

void Strobe128::Ad(std::span<const std::uint8_t> data) {
  Begin(kAdFlags);
  Absorb(data);
}

void Strobe128::Prf(std::span<std::uint8_t> out) {
  Begin(kPrfFlags);
  while (!out.empty()) {
    const std::size_t count = std::min<std::size_t>(out.size(), kRate - position_);
    std::copy_n(bytes() + position_, count, out.begin());
    std::fill_n(bytes() + position_, count, std::uint8_t{0});
    position_ = static_cast<std::uint8_t>(position_ + count);
    out = out.subspan(count);
    if (position_ == kRate) Permute();
  }
}

void Strobe128::Key(std::span<const std::uint8_t> key) {
  Begin(kKeyFlags);
  while (!key.empty()) {
    const std::size_t count = std::min<std::size_t>(key.size(), kRate - position_);
    std::copy_n(key.begin(), count, bytes() + position_);
    position_ = static_cast<std::uint8_t>(position_ + count);
    key = key.subspan(count);
    if (position_ == kRate) Permute();
  }
}

void Strobe128::Begin(std::uint8_t flags) {
  const std::array<std::uint8_t, 2> header = {operation_start_, flags};
  operation_start_ = static_cast<std::uint8_t>(position_ + 1);
  flags_ = flags;
  Absorb(header);
  if ((flags & kCipher) != 0 && position_ != 0) Permute();
}

void Strobe128::Permute() {
  bytes()[position_] ^= operation_start_;
  bytes()[position_ + 1] ^= 0x04;
  bytes()[kRate + 1] ^= 0x80;
  KeccakF1600(state_);
  position_ = 0;
  operation_start_ = 0;
}

void Strobe128::Absorb(std::span<const std::uint8_t> data) {
  while (!data.empty()) {
    const std::size_t count = std::min<std::size_t>(data.size(), kRate - position_);
    XorInto(bytes() + position_, data.data(), count);
    position_ = static_cast<std::uint8_t>(position_ + count);
    data = data.subspan(count);
    if (position_ == kRate) Permute();
  }
}

Transcript::Transcript(std::string_view label) : strobe_("Merlin v1.0") { Append("dom-sep", BytesOf(label)); }

void Transcript::Append(std::string_view label, std::span<const std::uint8_t> message) {
  strobe_.MetaAd(BytesOf(label));
  strobe_.MetaAd(Length(message.size()), Strobe128::Part::kMore);
  strobe_.Ad(message);
}

void Transcript::Challenge(std::string_view label, std::span<std::uint8_t> out) {
  strobe_.MetaAd(BytesOf(label));
  strobe_.MetaAd(Length(out.size()), Strobe128::Part::kMore);
  strobe_.Prf(out);
}

void Transcript::Witness(std::string_view label, std::span<const std::uint8_t> nonce_seed,
                         std::span<const std::uint8_t> random, std::span<std::uint8_t> out) const {
  Strobe128 branch = strobe_;
  branch.MetaAd(BytesOf(label));
  branch.MetaAd(Length(nonce_seed.size()), Strobe128::Part::kMore);
  branch.Key(nonce_seed);
  branch.MetaAd(BytesOf("rng"));
  branch.Key(random);
  branch.MetaAd(Length(out.size()));
  branch.Prf(out);
}

}  // namespace chutesd::crypto
