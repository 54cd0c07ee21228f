#include "daemon/crypto/strobe128.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "daemon/crypto/byte_view.h"

namespace chutesd::crypto {
namespace {

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

}  // namespace

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

}  // namespace chutesd::crypto
