#include "daemon/crypto/merlin.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "daemon/crypto/bytes.h"

namespace chutesd::crypto {
namespace {

constexpr std::array<std::uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// How far the step rho turns each lane.
constexpr std::array<int, 25> kRotations = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                            25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

// One round from lanes `a` to lanes `e`. Unrolled, every index is a number, so that the compiler can keep
// lanes in registers; writing to a second set of lanes saves the copies that working in place would need.
[[gnu::always_inline]] inline void Round(const std::uint64_t* a, std::uint64_t* e, std::uint64_t constant) {
  std::array<std::uint64_t, 5> c{};
#pragma GCC unroll 5
  for (std::size_t x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
#pragma GCC unroll 5
  for (std::size_t y = 0; y < 5; ++y) {
    std::array<std::uint64_t, 5> row{};
#pragma GCC unroll 5
    for (std::size_t x = 0; x < 5; ++x) {
      const std::size_t from = (3 * y + x) % 5;
      const std::uint64_t lane = a[from + 5 * x] ^ c[(from + 4) % 5] ^ std::rotl(c[(from + 1) % 5], 1);
      row[x] = std::rotl(lane, kRotations[from + 5 * x]);
    }
#pragma GCC unroll 5
    for (std::size_t x = 0; x < 5; ++x) e[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
  }
  e[0] ^= constant;
}

static_assert(std::endian::native == std::endian::little, "the lanes are used as bytes in place");

// 200 bytes of state less 2 * 128 bits of capacity less 2 bytes of padding.
constexpr std::uint8_t kRate = 166;

constexpr std::uint8_t kInbound = 1;
constexpr std::uint8_t kApplication = 2;
constexpr std::uint8_t kCipher = 4;
constexpr std::uint8_t kMeta = 16;

// A length as Merlin writes it: 32 bits, little endian.
std::array<std::uint8_t, 4> Length(std::size_t size) {
  return std::bit_cast<std::array<std::uint8_t, 4>>(static_cast<std::uint32_t>(size));
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

void Strobe128::MetaAd(std::span<const std::uint8_t> data) {
  Begin(kMeta | kApplication);
  More(data);
}

void Strobe128::Ad(std::span<const std::uint8_t> data) {
  Begin(kApplication);
  More(data);
}

void Strobe128::Prf(std::span<std::uint8_t> out) {
  Begin(kInbound | kApplication | kCipher);
  Run(out.size(),
      [&](std::uint8_t& byte, std::size_t at) { out[at] = std::exchange(byte, std::uint8_t{0}); });
}

void Strobe128::Key(std::span<const std::uint8_t> key) {
  Begin(kApplication | kCipher);
  Run(key.size(), [&](std::uint8_t& byte, std::size_t at) { byte = key[at]; });
}

void Strobe128::More(std::span<const std::uint8_t> data) {
  Run(data.size(), [&](std::uint8_t& byte, std::size_t at) { byte ^= data[at]; });
}

void Strobe128::Begin(std::uint8_t flags) {
  const std::array<std::uint8_t, 2> header = {operation_start_, flags};
  operation_start_ = static_cast<std::uint8_t>(position_ + 1);
  More(header);
  if ((flags & kCipher) != 0 && position_ != 0) Permute();
}

template <typename Use>
void Strobe128::Run(std::size_t size, Use use) {
  for (std::size_t at = 0; at < size; ++at) {
    use(bytes()[position_++], at);
    if (position_ == kRate) Permute();
  }
}

void Strobe128::Permute() {
  bytes()[position_] ^= operation_start_;
  bytes()[position_ + 1] ^= 0x04;
  bytes()[kRate + 1] ^= 0x80;
  KeccakF1600(state_);
  position_ = 0;
  operation_start_ = 0;
}

Transcript::Transcript(std::string_view label) : strobe_("Merlin v1.0") { Append("dom-sep", BytesOf(label)); }

void Transcript::Append(std::string_view label, std::span<const std::uint8_t> message) {
  strobe_.MetaAd(BytesOf(label));
  strobe_.More(Length(message.size()));
  strobe_.Ad(message);
}

void Transcript::Challenge(std::string_view label, std::span<std::uint8_t> out) {
  strobe_.MetaAd(BytesOf(label));
  strobe_.More(Length(out.size()));
  strobe_.Prf(out);
}

void Transcript::Witness(std::string_view label, std::span<const std::uint8_t> nonce_seed,
                         std::span<const std::uint8_t> random, std::span<std::uint8_t> out) const {
  Strobe128 branch = strobe_;
  branch.MetaAd(BytesOf(label));
  branch.More(Length(nonce_seed.size()));
  branch.Key(nonce_seed);
  branch.MetaAd(BytesOf("rng"));
  branch.Key(random);
  branch.MetaAd(Length(out.size()));
  branch.Prf(out);
}

}  // namespace chutesd::crypto
